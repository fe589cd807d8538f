import { type Diagnostic, firstProblem } from './checks/diagnostic';

/** A state machine definition that AWS would not create. The message is one line: code, what is wrong, place, remedy. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';

  constructor(
    message: string,
    /** All that was found; empty when the definition was refused by somebody else than its checks. */
    readonly diagnostics: readonly Diagnostic[] = [],
  ) {
    super(message);
  }

  static of(diagnostics: readonly Diagnostic[]): DefinitionError {
    return new DefinitionError(firstProblem(diagnostics), diagnostics);
  }
}
