/** Checks of an argument of an intrinsic function. Each throws an Error that says what is expected. */
const wrong = (expected: string, value: unknown): never => {
  throw new Error(`${expected} expected, not ${JSON.stringify(value)}`);
};

export const array = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : wrong('an array', value);

export const text = (value: unknown): string =>
  typeof value === 'string' ? value : wrong('a string', value);

export const object = (value: unknown): object =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : wrong('an object', value);

export const number = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : wrong('a number', value);

/** What is behind the point is dropped. The developer guide says that it is rounded; executions on AWS drop it. */
export const whole = (value: unknown): number => Math.trunc(number(value));

const TEXT_LIMIT_CHARACTERS = 10_000;

/** Source: developer guide, "Intrinsics for data encoding and decoding", "Intrinsic for hash calculation". */
export const limited = (value: string): string => {
  if (value.length <= TEXT_LIMIT_CHARACTERS) return value;
  throw new Error(`at most ${TEXT_LIMIT_CHARACTERS} characters are taken, not ${value.length}`);
};
