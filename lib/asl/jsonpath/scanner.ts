/** A text that is no path or intrinsic function. The message says why, and at which place. */
export class PathSyntaxError extends Error {
  override readonly name = 'PathSyntaxError';
}

/** Reads a text from left to right. */
export class Scanner {
  position = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(): string {
    return this.text[this.position] ?? '';
  }

  take(token: string): boolean {
    if (!this.text.startsWith(token, this.position)) return false;
    this.position += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail(`'${token}' expected`);
  }

  /** Takes what the pattern matches right here; it has to be sticky. */
  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.position;
    const found = sticky.exec(this.text)?.[0];
    if (found !== undefined) this.position += found.length;
    return found;
  }

  skipSpace(): void {
    this.match(/\s*/y);
  }

  /** A text in quotes, up to its closing quote; whatever a backslash escapes is taken. */
  quoted(): string {
    const quote = this.peek();
    this.position++;
    const start = this.position;
    while (!this.atEnd && this.peek() !== quote) this.position += this.peek() === '\\' ? 2 : 1;
    const inside = this.text.slice(start, this.position);
    this.expect(quote);
    return inside;
  }

  fail(problem: string): never {
    throw new PathSyntaxError(`${problem} at position ${this.position}`);
  }
}
