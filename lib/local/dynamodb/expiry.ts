import deleteItem from 'dynalite/actions/deleteItem.js';
import type { Clock } from '../../engine';
import type { ActionView } from './action-view';
import type { AtomicStore } from './atomic-store';
import { type Item, runSync } from './dynalite';
import { itemPrefix, range } from './keys';
import { isExpired, settingsOf } from './settings';

/** How often a table is searched for expired items, in milliseconds. DynamoDB promises "within a few days". */
const SWEEP_EVERY = 24 * 3600 * 1000;

/**
 * Time to live, on the clock. Expired items are deleted when their table is next used, never by a timer: a timer months
 * ahead would make a jumping clock jump there.
 */
export class Expiry {
  private readonly swept = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly store: AtomicStore,
    private readonly view: () => ActionView,
  ) {}

  /** Called before each use of a table. */
  async sweep(name: string): Promise<void> {
    const attribute = settingsOf(this.store, name).timeToLive;
    if (attribute === undefined) return;
    const now = this.clock.now();
    const last = this.swept.get(name);
    if (last !== undefined && now - last < SWEEP_EVERY) return;
    this.swept.set(name, now);
    await this.store.committed();
    const expired: Item[] = [];
    for await (const value of this.store.level.values(range(itemPrefix(name)))) {
      if (isExpired((value as Item)[attribute], this.clock)) expired.push(value as Item);
    }
    for (const item of expired) this.delete(name, item, attribute);
  }

  private delete(name: string, item: Item, attribute: string): void {
    const view = this.view();
    const table = view.table(name);
    const Key = Object.fromEntries(
      table.KeySchema.map(({ AttributeName }) => [AttributeName, item[AttributeName]]),
    ) as Item;
    // It may have been changed since it was read.
    const now = this.store.get(view.address(table, Key, 'key')) as Item | undefined;
    if (!now || !isExpired(now[attribute], this.clock)) return;
    runSync(deleteItem, view, { TableName: name, Key });
    this.store.apply(view.writes);
  }
}
