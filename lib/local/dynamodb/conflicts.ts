import type { Clock } from '../../engine';

export interface ConflictRule {
  /** Every n-th transaction that overlaps another one is cancelled. */
  readonly every: number;
  /**
   * How long a transaction counts as in flight at least, in milliseconds; DynamoDB takes about that long, the embedded
   * one a fraction of a millisecond.
   * @default 10
   */
  readonly windowMs?: number;
}

/**
 * Optimistic concurrency as a busy DynamoDB shows it. Transactions are executed one after the other here, so none
 * would ever be cancelled for a conflict; this cancels every n-th of those that touch an item which another transaction
 * in flight touches.
 */
export class Conflicts {
  private readonly touchedUntil = new Map<string, number>();
  private overlaps = 0;
  private arrivals = 0;

  constructor(
    private readonly clock: Clock,
    private readonly rule: ConflictRule,
  ) {}

  /** The addresses on which the arriving transaction is to be cancelled; none if it may go on. */
  arrive(addresses: readonly string[]): ReadonlySet<string> {
    const now = this.clock.now();
    if (++this.arrivals % 1000 === 0) this.forget(now);
    const shared = addresses.filter((address) => (this.touchedUntil.get(address) ?? 0) > now);
    if (shared.length > 0 && ++this.overlaps % this.rule.every === 0) return new Set(shared);
    for (const address of addresses) this.touchedUntil.set(address, now + (this.rule.windowMs ?? 10));
    return new Set();
  }

  private forget(now: number): void {
    for (const [address, until] of this.touchedUntil) if (until <= now) this.touchedUntil.delete(address);
  }
}
