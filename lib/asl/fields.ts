/** Any JSON object of a definition, before anything is known of it. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The objects of a list, each with its place in it; none when it is no list. */
export const entriesOf = (value: unknown): readonly (readonly [index: number, entry: Fields])[] =>
  Array.isArray(value)
    ? value.flatMap((entry: unknown, index) => (isFields(entry) ? [[index, entry] as const] : []))
    : [];

export const list = (names: Iterable<string>): string => [...names].join(', ');
