/** Thrown through a thread that was cut off: its execution was stopped or timed out, or a sibling branch failed. */
export const CANCELLED: unique symbol = Symbol('cancelled');

/** @param previousEventId the event by which it came to this: those that tell what was cut off follow it */
export type CancelListener = (previousEventId: number) => void;

/**
 * What ends when a thread is cut off. Scopes form a tree; cancelling one calls its listeners, the last registered
 * first, so that what lies deeper (a branch's task) ends before what holds it (the Parallel).
 */
export class CancelScope {
  private listeners: CancelListener[] = [];
  cancelled = false;

  /** A scope that ends with this one, and may end alone. Call `close` when its work is over. */
  child(): { readonly scope: CancelScope; readonly close: () => void } {
    const scope = new CancelScope();
    return { scope, close: this.onCancel((previousEventId) => scope.cancel(previousEventId)) };
  }

  /** Runs `listener` once on cancel; returns what takes it back. */
  onCancel(listener: CancelListener): () => void {
    this.listeners.push(listener);
    return () => {
      const index = this.listeners.lastIndexOf(listener);
      if (index >= 0) this.listeners.splice(index, 1);
    };
  }

  cancel(previousEventId: number): void {
    if (this.cancelled) return;
    this.cancelled = true;
    const listeners = this.listeners;
    this.listeners = [];
    for (let index = listeners.length - 1; index >= 0; index--)
      (listeners[index] as CancelListener)(previousEventId);
  }
}
