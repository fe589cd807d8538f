import type { Clock, Timer } from '../../engine';
import type { Message } from './message';

/**
 * Tells listeners of a queue when a message may be received that could not before.
 *
 * It sets a timer only while somebody listens, and only for the next message that becomes visible: a queue that nobody
 * reads (a dead-letter queue) never makes a jumping clock jump.
 */
export class Availability {
  private readonly listeners = new Set<() => void>();
  private timer: Timer | undefined;
  private timerDue = Number.POSITIVE_INFINITY;
  private soon: Timer | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly messages: () => Iterable<Message>,
  ) {}

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    this.arm();
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.disarm();
    };
  }

  /** A message was put, or its visibility changed. */
  changed(visibleAt: number): void {
    if (this.listeners.size === 0) return;
    if (visibleAt <= this.clock.now()) this.tellSoon();
    else if (visibleAt < this.timerDue) this.armFor(visibleAt);
  }

  /** A message that was to be visible at this time has gone, or is visible at another. */
  receded(visibleAt: number): void {
    if (this.timer && visibleAt === this.timerDue) this.arm();
  }

  /** Listeners are told in a turn of their own, never within the call that made the message available. */
  private tellSoon(): void {
    this.soon ??= this.clock.schedule(0, () => {
      this.soon = undefined;
      for (const listener of [...this.listeners]) listener();
    });
  }

  private arm(): void {
    const now = this.clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const { visibleAt } of this.messages()) if (visibleAt > now && visibleAt < next) next = visibleAt;
    if (next !== this.timerDue) this.armFor(next);
  }

  private armFor(due: number): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.timerDue = due;
    if (due === Number.POSITIVE_INFINITY) return;
    this.timer = this.clock.schedule(due - this.clock.now(), () => {
      this.timer = undefined;
      this.timerDue = Number.POSITIVE_INFINITY;
      this.arm();
      this.tellSoon();
    });
  }

  disarm(): void {
    this.timer?.cancel();
    this.soon?.cancel();
    this.timer = undefined;
    this.soon = undefined;
    this.timerDue = Number.POSITIVE_INFINITY;
  }
}
