/** The most bytes of JSON (UTF-8) that a state's input or output may have. Source: Step Functions service quotas. */
export const PAYLOAD_LIMIT_BYTES = 256 * 1024;

/**
 * A JSON value together with its text. The text is made at most once and goes from a task's result through the
 * state's output to the next state's input. Values are shared and never changed.
 */
export class Payload {
  private cached: string | undefined;

  constructor(
    readonly value: unknown,
    text?: string,
  ) {
    this.cached = text;
  }

  /** From JSON text, which is kept as it is. Throws SyntaxError. */
  static parse(text: string): Payload {
    return new Payload(JSON.parse(text), text);
  }

  /** From anything that code returned: what JSON cannot hold is dropped or turned as JSON.stringify does. */
  static of(value: unknown): Payload {
    const text = JSON.stringify(value) ?? 'null';
    return new Payload(JSON.parse(text), text);
  }

  get text(): string {
    this.cached ??= JSON.stringify(this.value) ?? 'null';
    return this.cached;
  }

  get exceedsLimit(): boolean {
    return exceeds(this.text, PAYLOAD_LIMIT_BYTES);
  }
}

/** Whether `text` has more than `limit` bytes in UTF-8, counted only where the length leaves it open. */
export const exceeds = (text: string, limit: number): boolean =>
  text.length > limit || (text.length * 3 > limit && Buffer.byteLength(text) > limit);
