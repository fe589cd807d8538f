import { PathError } from './scope';

/** How deep parentheses, lists and the like may stand in one another: what reads them reads what is in them. */
const DEPTH_LIMIT = 100;

/** Reads a text from left to right. Throws PathError with the text and the place. */
export class Reader {
  position = 0;
  private depth = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(): string {
    return this.text[this.position] ?? '';
  }

  /** Takes `token` when it comes next. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail(`'${token}' expected`);
  }

  /** Takes what the sticky pattern matches here; undefined when it does not. */
  match(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, `${pattern.flags}y`);
    sticky.lastIndex = this.position;
    const found = sticky.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  skipSpace(): void {
    this.match(/\s*/);
  }

  /** Reads what stands in something else. */
  inside<Read>(read: () => Read): Read {
    this.depth++;
    if (this.depth > DEPTH_LIMIT) this.fail(`more than ${DEPTH_LIMIT} stand in one another`);
    const result = read();
    this.depth--;
    return result;
  }

  /** A text between quotes, which may be escaped in it by a backslash; so may a backslash. */
  quoted(): string {
    const quote = this.peek();
    this.position++;
    let result = '';
    while (!this.atEnd && this.peek() !== quote) {
      const next = this.text[this.position + 1] ?? '';
      if (this.peek() === '\\' && (next === quote || next === '\\')) this.position++;
      result += this.peek();
      this.position++;
    }
    this.expect(quote);
    return result;
  }

  fail(problem: string): never {
    throw new PathError(`Invalid path '${this.text}': ${problem} at position ${this.position}`);
  }
}
