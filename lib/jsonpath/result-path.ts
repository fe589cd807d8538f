import { PathError, ResultPathError } from './scope';

/** `$.a.b`, `$['a'][0]`: a path that names one place, as the keys on the way. Throws PathError. */
export const parseResultPath = (path: string): readonly (string | number)[] => {
  const keys: (string | number)[] = [];
  const token = /\.([^.[\]'"*@,:?()\s\\]+)|\['((?:\\'|[^'])+)'\]|\["([^"]+)"\]|\[(\d+)\]/y;
  token.lastIndex = 1;
  while (path.startsWith('$') && token.lastIndex < path.length) {
    const match = token.exec(path);
    if (!match) break;
    keys.push(match[4] === undefined ? ((match[1] ?? match[2] ?? match[3]) as string) : Number(match[4]));
    if (token.lastIndex === path.length) return keys;
  }
  if (path === '$') return [];
  throw new PathError(`ResultPath '${path}' does not name one place`);
};

/** A copy of `input` with `result` at the place; what is missing on the way is made. Throws ResultPathError. */
export const placeResult = (input: unknown, keys: readonly (string | number)[], result: unknown): unknown => {
  const [key, ...rest] = keys;
  if (key === undefined) return result;
  if (typeof key === 'number') {
    if (!Array.isArray(input) || key >= input.length) {
      throw new ResultPathError(`ResultPath leads to the index ${key}, which is not there`);
    }
    return input.map((item, index) => (index === key ? placeResult(item, rest, result) : item));
  }
  const isObject = input !== null && typeof input === 'object' && !Array.isArray(input);
  if (!isObject && input !== undefined && input !== null) {
    throw new ResultPathError(`ResultPath leads to '${key}' of ${JSON.stringify(input)}, which is no object`);
  }
  const before = (input ?? {}) as Readonly<Record<string, unknown>>;
  return { ...before, [key]: placeResult(before[key], rest, result) };
};
