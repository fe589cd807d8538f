/** A state machine definition that cannot run. The message is one line: what is wrong, in which state, what to do. */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
}

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** `place` is "The state machine" or "State 'X'". */
export const refuse = (place: string, problem: string, remedy: string): never => {
  throw new DefinitionError(`${place}: ${problem}; ${remedy}`);
};

export const list = (names: Iterable<string>): string => [...names].join(', ');
