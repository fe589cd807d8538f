import { javaText } from '../java/text';
import { uuid } from '../uuid';
import { text } from './arguments';
import type { Intrinsic } from './intrinsic';

/** `{}` is replaced by the next value; `\{`, `\}` and `\\` stand for themselves. */
const format = ([template, ...values]: readonly unknown[]): string => {
  let used = 0;
  const result = text(template).replace(/\\([\\{}])|\{\}|[{}]/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (match === '{') throw new Error("matching '}' not found for '{'");
    if (match === '}') throw new Error("matching '{' not found for '}'");
    return javaText(values[used++]);
  });
  if (used !== values.length) {
    throw new Error(
      `number of arguments do not match the occurrences of {}: ${values.length} values for ${used}`,
    );
  }
  return result;
};

/** The separator is a set of characters, each of which splits; what is empty between two is left out. */
const split = (value: unknown, separators: unknown): readonly string[] => {
  const characters = new Set(text(separators));
  const parts: string[] = [];
  let part = '';
  for (const character of text(value)) {
    if (characters.has(character)) {
      if (part !== '') parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return part === '' ? parts : [...parts, part];
};

/** Source: developer guide, "Intrinsic for String operation", "for unique identifier generation", "for generic operation". */
export const STRING_INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.Format': { takes: [1, Number.POSITIVE_INFINITY], run: format },
  'States.StringSplit': { takes: [2, 2], run: ([value, separators]) => split(value, separators) },
  'States.UUID': { takes: [0, 0], run: (_values, scope) => uuid(() => scope.random()) },
};
