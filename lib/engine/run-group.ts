import { CANCELLED, type CancelScope } from './cancellation';
import type { Thread } from './thread';

/**
 * Runs `work` on every item, at most `width` at a time, and answers the results in the order of the items. The first
 * failure cuts off all others; it is thrown when they have let go, so that nothing of the group runs on behind.
 */
export const runGroup = <Item, Result>(
  thread: Thread,
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number, scope: CancelScope) => Promise<Result>,
): Promise<readonly Result[]> => {
  const { scope, close } = thread.scope.child();
  const results = new Array<Result>(items.length);
  let started = 0;
  let failed = false;
  let failure: unknown;

  const worker = async (): Promise<void> => {
    while (started < items.length && !failed && !scope.cancelled) {
      const index = started++;
      const part = scope.child();
      try {
        results[index] = await work(items[index] as Item, index, part.scope);
      } catch (error) {
        if (!failed && error !== CANCELLED) {
          failed = true;
          failure = error;
          part.close();
          scope.cancel();
        }
        return;
      } finally {
        part.close();
      }
    }
  };

  const workers = Array.from({ length: Math.min(width, items.length) }, worker);
  return Promise.all(workers).then(() => {
    close();
    if (failed) throw failure;
    if (scope.cancelled) throw CANCELLED;
    return results;
  });
};
