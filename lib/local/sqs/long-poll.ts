import type { Clock } from '../../engine';
import type { Delivery, StandardQueue } from './standard-queue';

export interface LongPollOptions {
  readonly clock: Clock;
  /** How long to wait for the first message, in milliseconds; 0: not at all. */
  readonly waitMs: number;
  /** Ends the wait without taking anything: the receiver has gone. */
  readonly signal?: AbortSignal;
  idle<T>(pending: Promise<T>): Promise<T>;
}

/** Takes what there is, or waits on the clock until there is something. */
export const longPoll = async (
  queue: StandardQueue,
  take: () => Delivery[],
  { clock, waitMs, signal, idle }: LongPollOptions,
): Promise<Delivery[]> => {
  const first = take();
  if (first.length > 0 || waitMs <= 0) return first;
  let end = (): void => undefined;
  const arrival = new Promise<Delivery[]>((resolve) => {
    const timeout = clock.schedule(waitMs, () => resolve([]));
    const stopListening = queue.availability.listen(() => {
      const taken = signal?.aborted ? [] : take();
      if (taken.length > 0) resolve(taken);
    });
    const gone = (): void => resolve([]);
    signal?.addEventListener('abort', gone);
    end = () => {
      timeout.cancel();
      stopListening();
      signal?.removeEventListener('abort', gone);
    };
  });
  // The listener is taken away as soon as it took something, not when this call is resumed: it must not take twice.
  void arrival.then(end);
  return idle(arrival);
};
