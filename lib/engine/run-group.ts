import { CANCELLED, type CancelScope } from './cancellation';
import type { Thread } from './thread';

/**
 * Runs `work` on every item, at most `width()` at a time, and answers the results in the order of the items. The first
 * failure cuts off all others; it is thrown when they have let go, so that nothing of the group runs on behind.
 *
 * What is cut off follows the event at which `thread` stands then: `work` takes it to where the part failed.
 *
 * @param width asked whenever a place may be free: the limit of a Map run can be changed while it runs
 */
export const runGroup = <Item, Result>(
  thread: Thread,
  items: readonly Item[],
  width: () => number,
  work: (item: Item, index: number, scope: CancelScope) => Promise<Result>,
): Promise<readonly Result[]> => {
  const { scope, close } = thread.scope.child();
  const results = new Array<Result>(items.length);
  let started = 0;
  let running = 0;
  let failed = false;
  let failure: unknown;

  return new Promise((resolve, reject) => {
    const finish = (): void => {
      close();
      if (failed) reject(failure);
      else if (scope.cancelled) reject(CANCELLED);
      else resolve(results);
    };

    const startMore = (): void => {
      while (started < items.length && running < width() && !failed && !scope.cancelled) {
        running++;
        void run(started++);
      }
      if (running === 0) finish();
    };

    const run = async (index: number): Promise<void> => {
      const part = scope.child();
      try {
        results[index] = await work(items[index] as Item, index, part.scope);
      } catch (error) {
        if (!failed && error !== CANCELLED) {
          failed = true;
          failure = error;
          // The part itself first: the state in which it failed was not left.
          part.scope.cancel(thread.lastEventId);
          scope.cancel(thread.lastEventId);
        }
      } finally {
        part.close();
        running--;
        startMore();
      }
    };

    startMore();
  });
};
