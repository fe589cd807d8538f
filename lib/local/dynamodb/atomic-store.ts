import type { BatchWrite, Level } from './dynalite';

/**
 * The database with atomic, ordered writes.
 *
 * Invariants:
 * 1. A set of writes is applied at once (`apply` does not wait), so whoever reads, checks and applies within one turn
 *    of the event loop needs no lock.
 * 2. Sets reach the database in the order in which they were applied, each whole, those that gather while a batch is
 *    under way together in the next one.
 * 3. `get` sees what was applied, `committed` waits until all of that is in the database: nothing is answered before.
 */
export class AtomicStore {
  /** Applied, not yet committed. `set` tells a newer write of the same key from the one that has been committed. */
  private readonly overlay = new Map<string, { readonly set: number; readonly value: unknown }>();
  private gathered: BatchWrite[] = [];
  private set = 0;
  private committing: Promise<void> | undefined;
  private also: (writes: readonly BatchWrite[]) => readonly BatchWrite[] = () => [];

  constructor(readonly level: Level) {}

  get(key: string): unknown {
    const pending = this.overlay.get(key);
    return pending ? pending.value : this.level.getSync(key);
  }

  /** What has to be written with a set of writes is made from it, while `get` still tells what was before. */
  follow(also: (writes: readonly BatchWrite[]) => readonly BatchWrite[]): void {
    this.also = also;
  }

  apply(writes: readonly BatchWrite[]): void {
    if (writes.length === 0) return;
    const whole = [...writes, ...this.also(writes)];
    this.set++;
    for (const write of whole) {
      this.overlay.set(write.key, { set: this.set, value: write.type === 'put' ? write.value : undefined });
      this.gathered.push(write);
    }
    this.committing ??= this.commit();
  }

  /** Resolves when everything applied so far is in the database. */
  async committed(): Promise<void> {
    const upTo = this.set;
    while (this.committing && this.done < upTo) await this.committing;
  }

  private done = 0;

  private async commit(): Promise<void> {
    const batch = this.gathered;
    const upTo = this.set;
    this.gathered = [];
    await this.level.batch(batch);
    for (const { key } of batch) {
      if ((this.overlay.get(key)?.set ?? 0) <= upTo) this.overlay.delete(key);
    }
    this.done = upTo;
    this.committing = this.gathered.length > 0 ? this.commit() : undefined;
  }
}
