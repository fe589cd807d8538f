/** What a JSONata expression sees, and where it takes time and chance from. */
export interface QueryEnvironment {
  /** The value of `$states`, or of the variable `$name`; undefined when there is none. */
  lookup(name: string): unknown;
  /** Milliseconds since the epoch, on the engine's clock. */
  now(): number;
  /** A number from 0 up to, not including, 1. */
  random(): number;
}
