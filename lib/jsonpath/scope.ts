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
  override readonly name: string = 'PathError';
}

/** A path named nothing: who asked says what that means. `reason` is what was missing, and where. */
export class NoMatchError extends PathError {
  override readonly name = 'NoMatchError';

  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`Invalid path '${path}' : ${reason}`);
  }
}

/** A result cannot be put where ResultPath says. Unlike a PathError, a Catch sees it. */
export class ResultPathError extends Error {
  override readonly name = 'ResultPathError';
}
