import type { JsonObject } from '../http';

/** A member's name in a form: `MessageAttributes.entry.1.Value.StringValue`. */
const put = (into: JsonObject, [first = '', ...rest]: readonly string[], value: string): void => {
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  into[first] ??= {};
  put(into[first] as JsonObject, rest, value);
};

const isNumbered = (value: JsonObject): boolean => Object.keys(value).every((key) => /^\d+$/.test(key));

const inOrder = (value: JsonObject): readonly unknown[] =>
  Object.entries(value)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, one]) => shaped(one));

/** `member.1 …` is a list; `entry.1.Name`, `entry.1.Value` is a map. */
const shaped = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const { member, entry, ...others } = value as Readonly<Record<string, JsonObject>>;
  if (Object.keys(others).length === 0) {
    if (member && isNumbered(member)) return inOrder(member);
    if (entry && isNumbered(entry)) {
      const entries = inOrder(entry) as readonly JsonObject[];
      return Object.fromEntries(entries.map((one) => [String(one.Name ?? one.key), one.Value ?? one.value]));
    }
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shaped(one)]));
};

/** The input of an operation out of a form of the query protocol. */
export const queryInput = (form: URLSearchParams): JsonObject => {
  const flat: JsonObject = {};
  for (const [name, value] of form) {
    if (name !== 'Action' && name !== 'Version') put(flat, name.split('.'), value);
  }
  return shaped(flat) as JsonObject;
};

/** Whether a request is one of the query protocol, to the API of this version: it says so, and nothing else does. */
export const isQueryOf = (body: Buffer, version: string): boolean =>
  new URLSearchParams(body.toString('utf8')).get('Version') === version;
