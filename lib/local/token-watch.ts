import type { TaskCall } from '../engine';

/** Tells when the task of a token has been given up: it timed out, or its execution moved on or ended. */
export class TokenWatch {
  private readonly open = new Map<string, { readonly done: Promise<void> }>();

  watch(call: TaskCall): void {
    const { taskToken, signal } = call;
    if (taskToken === undefined) return;
    const done = new Promise<void>((resolve) => {
      signal.addEventListener(
        'abort',
        () => {
          this.open.delete(taskToken);
          resolve();
        },
        { once: true },
      );
    });
    this.open.set(taskToken, { done });
  }

  /** Resolves at once for a token that is not watched (any more). */
  closed(token: string): Promise<void> {
    return this.open.get(token)?.done ?? Promise.resolve();
  }
}
