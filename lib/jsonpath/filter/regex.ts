import { javaText } from '../java/text';
import type { Reader } from '../reader';

/** What a text must be as a whole. */
export class Regex {
  constructor(private readonly pattern: RegExp) {}

  /** Texts, numbers and booleans as they read; of a list, any of its values. */
  matches(value: unknown): boolean {
    if (Array.isArray(value)) return value.some((each) => this.matches(each));
    if (value === undefined || value === null || typeof value === 'object') return this.pattern.test('');
    return this.pattern.test(javaText(value));
  }
}

/** Flags of Java's patterns that JavaScript's have as well; others (`d`, `x`, `U`) change nothing that is likely here. */
const FLAGS: ReadonlySet<string> = new Set(['i', 'm', 's', 'u']);

/** Reads `/pattern/flags`. Throws PathError when it is none. */
export const readRegex = (reader: Reader): Regex => {
  reader.expect('/');
  const source = reader.match(/(\\.|[^/\\])*/s) ?? '';
  reader.expect('/');
  const flags = [...(reader.match(/[a-zA-Z]*/) ?? '')].filter((flag) => FLAGS.has(flag));
  try {
    return new Regex(new RegExp(`^(?:${source})$`, [...new Set(flags)].join('')));
  } catch (error) {
    return reader.fail((error as Error).message);
  }
};
