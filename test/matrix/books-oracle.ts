import { memoryLedger, memorySagaLog, memoryTable, type ParticipantPorts, startOf } from '../../lib/runtime';
import {
  flatSteps,
  hasCompensation,
  type LedgerItem,
  participantNames,
  recordKey,
  type SagaElement,
  type SagaReference,
  type SagaStep,
  SEQUENCE_PREFIX,
  sagaKey,
  statusTopic,
  stepsOfElement,
  WHEN_UNDONE,
} from '../../lib/saga';
import type { Variant } from '../every/variants';
import { commandsOf, failureAt, sagaOf } from '../runtime/support/commands';
import { ManualClock } from '../runtime/support/manual-clock';

/** What a ledger says of a step. */
export interface Told {
  readonly state: LedgerItem['state'];
  /** Missing in a tombstone, which never was anything else. */
  readonly result?: unknown;
}

type Row = Readonly<Record<string, unknown>>;
/** Key → record, or sequence. */
export type Rows = Readonly<Record<string, Row>>;

/** A ledger item, as far as books go. */
export type Item = Pick<LedgerItem, 'state' | 'result' | 'records' | 'undid'>;

/** What one participant's table holds of a saga. */
export interface Kept {
  /** Last part of the key → item. */
  readonly items: Readonly<Record<string, Item>>;
  readonly rows: Rows;
}

const CONTEXT = { getRemainingTimeInMillis: () => 10_000 };

/**
 * The rows that a saga must have left in its participants' tables, by the ledgers alone: the real handlers do in memory,
 * each once and one after the other, what the ledgers say was done, and then undo what they say was undone.
 * @param through what is put between the handlers and their ports
 * @returns participant → what its table holds then
 */
export const booksOf = async (
  variant: Variant,
  id: string,
  ledgers: Readonly<Record<string, Told>>,
  through: (ports: ParticipantPorts) => ParticipantPorts = (ports) => ports,
): Promise<Readonly<Record<string, Kept>>> => {
  const { definition, input, world } = variant;
  const clock = new ManualClock();
  const log = memorySagaLog();
  const saga = sagaOf(definition, id);
  const tables = new Map(participantNames(definition).map((by) => [by, memoryTable()]));
  const portsOf = (by: string): ParticipantPorts => ({
    clock,
    logger: { info: () => undefined, warn: () => undefined },
    random: () => 0.5,
    ledger: () => memoryLedger(tables.get(by) ?? memoryTable(), clock),
    log: () => log,
    answers: { succeed: async () => undefined, fail: async () => undefined },
    maxReceives: 10,
  });
  const ask = (by: string, event: unknown) =>
    world.handlerOn(definition.name, by, through(portsOf(by)))(event, CONTEXT);
  const { action, compensation } = commandsOf(definition, input);
  await log.start({ ...startOf(definition, saga), input }, saga.startTime);

  for (const step of flatSteps(definition)) {
    if (ledgers[step.name]?.result === undefined) continue;
    await ask(step.by, action(step.name, { id, results: resultsBefore(definition.steps, step, ledgers) }));
  }
  const undone = flatSteps(definition)
    .filter(hasCompensation)
    .filter(({ name }) => ledgers[name]?.state === 'UNDONE');
  const failure = failureAt(undone.at(-1)?.name ?? '');
  for (const step of undone.toReversed()) await ask(step.by, compensation(step.name, { id, failure }));
  const { whenUndone } = definition;
  if (ledgers[WHEN_UNDONE] && whenUndone) await ask(whenUndone, undoneEvent(saga));

  return Object.fromEntries(
    [...tables].map(([by, { items, records, sequences }]) => [
      by,
      {
        items: Object.fromEntries(
          [...items].map(([key, item]) => [key.slice(sagaKey(saga).length + 1), item]),
        ),
        rows: Object.fromEntries([
          ...[...records.values()].map((record) => [recordKey(record), record]),
          ...[...sequences].map(([name, last]) => [SEQUENCE_PREFIX + name, { last }]),
        ]) as Rows,
      },
    ]),
  );
};

/** Results that the state machine hands to a step: those of the elements before its own. */
const resultsBefore = (
  elements: readonly SagaElement[],
  step: SagaStep,
  ledgers: Readonly<Record<string, Told>>,
): Readonly<Record<string, unknown>> => {
  const own = elements.findIndex((element) => stepsOfElement(element).includes(step));
  return Object.fromEntries(
    elements
      .slice(0, own)
      .flatMap(stepsOfElement)
      .flatMap(({ name }) => {
        const result = ledgers[name]?.result;
        return result === undefined ? [] : [[name, result]];
      }),
  );
};

const undoneEvent = (saga: SagaReference) => ({
  Records: [
    {
      messageId: 'm',
      receiptHandle: 'r',
      attributes: { ApproximateReceiveCount: '1' },
      body: JSON.stringify({
        'detail-type': statusTopic('COMPENSATED'),
        detail: { saga: sagaKey(saga), status: 'COMPENSATED' },
      }),
    },
  ],
});
