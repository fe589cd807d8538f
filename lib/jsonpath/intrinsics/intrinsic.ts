import type { PathScope } from '../scope';

/** A function of the language. An Error's message says which rule is broken. */
export interface Intrinsic {
  /** How many arguments it takes: the fewest and the most. */
  readonly takes: readonly [number, number];
  readonly run: (values: readonly unknown[], scope: PathScope) => unknown;
}
