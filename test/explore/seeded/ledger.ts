import type { Invocation, Variation } from '../../../lib/explore';
import type { ParticipantPorts } from '../../../lib/runtime';
import { BusinessError, type Ledger, type LedgerItem } from '../../../lib/saga';

type Wrap = (ledger: Ledger, invocation: Invocation, ports: ParticipantPorts) => Partial<Ledger>;

const onLedger = (wrap: Wrap): Variation => ({
  participant: (ports, invocation) => ({
    ...ports,
    ledger: (hasTime): Ledger => {
      const ledger = ports.ledger(hasTime);
      return { ...ledger, ...wrap(ledger, invocation, ports) };
    },
  }),
});

/** Undoing what never happened leaves no trace. */
export const noTombstone = onLedger((ledger) => ({
  undo: async (key, options) =>
    (await ledger.read(key)) === undefined
      ? { kind: 'undone', before: undefined }
      : ledger.undo(key, options),
}));

/** The undo goes by what the log says was answered: where the answer never arrived, there is nothing to undo. */
export const undoKeyedByTheResult = onLedger((ledger, { command: { saga, step } }, ports) => ({
  undo: async (key, options) => {
    const logged = await ports.log(() => true).read(saga);
    const answered = logged?.events.some(
      (event) => event.type === 'StepSucceeded' && event.step === step.name,
    );
    return answered ? ledger.undo(key, options) : { kind: 'undone', before: undefined };
  },
}));

/** Each attempt is an effect of its own. */
export const idempotencyByAttempt = onLedger((ledger, { command: { step } }) => ({
  commit: (key, entry) => ledger.commit(step.attempt > 1 ? `${key}#${step.attempt}` : key, entry),
}));

/** An item that is DONE is done again. */
export const commitsTwice = onLedger((ledger, { table }) => ({
  commit: async (key, entry) => {
    const existing = table.items.get(key);
    if (existing?.state === 'DONE') table.items.delete(key);
    return ledger.commit(key, entry);
  },
}));

/** A tombstone stands in nobody's way. */
export const tombstoneOverwritten = onLedger((ledger, { table }) => ({
  commit: async (key, entry) => {
    if (table.items.get(key)?.state === 'UNDONE') table.items.delete(key);
    return ledger.commit(key, entry);
  },
}));

/** The counter is given back before it is known whether somebody else has done so. */
export const counterRestoredTwice = onLedger((ledger, { table }) => ({
  undo: async (key, options) => {
    const before = await ledger.read(key);
    const outcome = await ledger.undo(key, { ...options, reverse: false });
    if (before?.state === 'DONE' && options.reverse) restore(table.counters, before);
    return outcome;
  },
}));

/** The counter changes in a write of its own, behind the item. */
export const counterOutsideTheTransaction = onLedger((ledger, { table }) => ({
  commit: async (key, entry) => {
    const before = new Map(table.counters);
    const outcome = await ledger.commit(key, entry);
    if (outcome.kind !== 'committed' || entry.effects.length === 0) return outcome;
    const after = new Map(table.counters);
    for (const { counter, capacity } of entry.effects)
      table.counters.set(counter, before.get(counter) ?? capacity);
    // A write between the two, before which it may die.
    await ledger.settle(key);
    for (const { counter } of entry.effects) table.counters.set(counter, after.get(counter) ?? 0);
    return outcome;
  },
}));

const restore = (counters: Map<string, number>, { effects }: LedgerItem): void => {
  for (const { counter, take } of effects) counters.set(counter, (counters.get(counter) ?? 0) + take);
};

/** Whoever comes after the deadline is refused without a look at what is done. */
export const deadlineBeforeTheLedger = onLedger((_ledger, { command: { step } }) =>
  step.phase === 'action' ? { read: async () => undefined } : {},
);

/** A duplicate is told that there is nothing left, of what its first attempt took. */
export const exhaustedToldToADuplicate = onLedger((ledger, { command: { step } }) =>
  step.phase === 'action'
    ? {
        commit: async (key, entry) => {
          const [effect] = entry.effects;
          if (effect && (await ledger.read(key))) {
            throw new BusinessError('OutOfStock', `nothing is left of ${effect.counter}`);
          }
          return ledger.commit(key, entry);
        },
        read: async () => undefined,
      }
    : {},
);

/** What is DONE is forgotten after a month. */
export const ttlOnDone: Variation = {
  participant: (ports, { table }) => {
    const now = ports.clock.now();
    for (const [key, item] of table.items) {
      const since = seen.get(item) ?? now;
      seen.set(item, since);
      if (item.state === 'DONE' && now - since > MONTH_MS) table.items.delete(key);
    }
    return ports;
  },
};
const MONTH_MS = 30 * 24 * 3_600_000;
const seen = new WeakMap<LedgerItem, number>();

/** A fence leaves nothing behind. */
export const fenceWithoutTombstone = onLedger((ledger) => ({
  fence: async (key) => (await ledger.read(key))?.state ?? 'UNDONE',
}));

/** A result is computed anew for whoever comes again. */
export const resultForgotten = onLedger((ledger) => ({
  commit: async (key, entry) => {
    const outcome = await ledger.commit(key, entry);
    return outcome.kind === 'already-done'
      ? { ...outcome, item: { ...outcome.item, result: null } }
      : outcome;
  },
}));
