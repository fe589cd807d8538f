/** What a path may start from: `$`, `$$` and `$variable`. */
export interface PathScope {
  /** `$`. */
  readonly input: unknown;
  /** `$$`. */
  readonly context: unknown;
  variable(name: string): unknown;
  random(): number;
}

/** A path or an intrinsic function has no value. `reason` is a sentence for the cause. */
export class PathError extends Error {
  override readonly name = 'PathError';
}
