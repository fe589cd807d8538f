import {
  elementOf,
  FOREVER,
  flatSteps,
  hasCompensation,
  type SagaDefinition,
  type SagaElement,
  type SagaStep,
  stepsOfElement,
  stepType,
} from '../saga';
import type { Call, CallProfile, CallProfiles } from './calls';
import { pascalCase } from './chances';
import type { Removal } from './workload';

/** What a command writes into its participant's books, beside counters; of a compensation, what its rule adds. */
export interface BookItems {
  readonly records?: number;
  /** Of them, those that are listed by an attribute: an index is written along. */
  readonly indexed?: number;
  /** Numbers taken of sequences without gaps. */
  readonly sequences?: number;
}

/** What a saga's definition does not tell about its items. */
export interface SagaItems {
  /** Command → counters that it changes together with its ledger item (one a product, a room …). */
  readonly counters?: Readonly<Record<string, number>>;
  /** Command → records that it writes together with its ledger item. */
  readonly books?: Readonly<Record<string, BookItems>>;
  /** KB of a saga's header in the log: its steps and its input. */
  readonly headerKb?: number;
  /** KB of an event in the log. */
  readonly eventKb?: number;
}

const INVOKE: Call = { service: 'lambda', operation: 'Invoke', count: 1 };
const DEFAULT_HEADER_KB = 2;
const DEFAULT_EVENT_KB = 0.4;
/** A read unit takes 4 KB, strongly consistent. */
const READ_UNIT_KB = 4;

const dynamodb = (operation: string, units: Pick<Call, 'writeUnits' | 'readUnits'>, count = 1): Call => ({
  service: 'dynamodb',
  operation,
  count,
  ...units,
});
const put = (count = 1): Call => dynamodb('PutItem', { writeUnits: 1 }, count);
const update: Call = dynamodb('UpdateItem', { writeUnits: 1 });
const get = (count = 1): Call => dynamodb('GetItem', { readUnits: 1 }, count);
/** Each item of a transaction counts double; an index is written along as by any other write. */
const transact = (items: number, indexUnits = 0): Call =>
  dynamodb('TransactWriteItems', { writeUnits: 2 * items + indexUnits });

/** What goes with a ledger item: items of its transaction, entries of indexes, and reads before it. */
interface Along {
  readonly items: number;
  readonly indexUnits: number;
  readonly reads: number;
}

const along = (counters: number, ...books: readonly (BookItems | undefined)[]): Along => {
  const sum = (of: (one: BookItems) => number | undefined): number =>
    books.reduce((total, one) => total + ((one && of(one)) ?? 0), 0);
  const read = sum(({ records }) => records) + sum(({ sequences }) => sequences);
  return { items: counters + read, indexUnits: sum(({ indexed }) => indexed), reads: read };
};

const readsOf = ({ reads }: Along): readonly Call[] => (reads > 0 ? [get(reads)] : []);
const less = (call: Call): Call => ({ ...call, count: -call.count });

/**
 * What the handlers of a saga call, by state: the ledger protocol and the saga log, as the runtime writes them. The
 * states are those of the compiled machine. A test holds it against the calls that the embedded stack counts.
 *
 * Per action: the start of the saga (first step only), `StepStarted`, a read for each record and sequence, the ledger with
 * all that is written along in one transaction, `StepSucceeded` (or `AttemptFailed`);
 * the last step reads the log and closes the header. Per compensation: `CompensationStarted`, a read of the ledger, its
 * change, `CompensationSucceeded`; the last of the chain closes the header.
 */
export const sagaProfiles = (definition: SagaDefinition, items: SagaItems = {}): CallProfiles => {
  const steps = flatSteps(definition);
  const log = logCalls(definition, items);
  const profiles: (readonly [string, CallProfile])[] = [];
  for (const step of steps) {
    const name = pascalCase(step.name);
    const action = actionProfile(definition, step, items, log);
    if (step.when === undefined) profiles.push([name, action]);
    else profiles.push(...conditional(definition, step, action));
    if (hasCompensation(step)) {
      profiles.push([pascalCase(step.compensation), compensationProfile(definition, step, items, log)]);
    }
  }
  return Object.fromEntries(profiles);
};

/**
 * The same with what follows when a saga is undone: whoever hears of it takes the event from its queue, reads the log, and
 * mostly writes a record of it. No part of the execution, which is over by then.
 */
export const withUndone = (profiles: CallProfiles, definition: SagaDefinition): CallProfiles => {
  const closing = stepsOfElement(definition.steps[0] as SagaElement)[0]?.compensation;
  if (definition.whenUndone === undefined || closing === undefined) return profiles;
  const state = pascalCase(closing);
  const read = dynamodb('Query', { readUnits: 1 });
  const told = queued([INVOKE, read, get(), transact(2)]);
  return { ...profiles, [state]: { ...(profiles[state] as CallProfile), visited: told } };
};

/**
 * What removing a saga writes that went well: each event and ledger item is deleted; the header loses its input in a
 * transaction, and then its place in the index. Undefined: it is kept for ever.
 */
export const removalOf = (
  definition: SagaDefinition,
  { headerKb = DEFAULT_HEADER_KB }: SagaItems = {},
): Removal | undefined => {
  const { retentionSeconds } = definition;
  if (retentionSeconds === FOREVER) return undefined;
  const deletes = 3 * flatSteps(definition).length;
  return { days: retentionSeconds / 86_400, writeUnits: deletes + 2 * Math.ceil(headerKb) + 2 };
};

/**
 * A step that is skipped is noted by the handler of the next one (`StepSkipped`): in a group that is each time its Pass
 * state is entered; before a step in line, each time the Choice is entered and the step is not.
 */
const conditional = (
  definition: SagaDefinition,
  step: SagaStep,
  action: CallProfile,
): readonly (readonly [string, CallProfile])[] => {
  const name = pascalCase(step.name);
  if (elementOf(definition, step.name)?.kind === 'parallel') {
    return [
      [name, action],
      [`Skip${name}`, { answered: [put()] }],
    ];
  }
  return [
    [`When${name}`, { answered: [put()] }],
    [name, { ...action, visited: [less(put())] }],
  ];
};

/** Calls on the saga log that move its header. The index by status is written along with it. */
interface LogCalls {
  readonly start: Call;
  /** The log is read, then the header raised: in the index the old entry goes and a new one comes. */
  readonly close: readonly Call[];
  /** `StepFailed`, `CompensationStarted` and the header together. */
  readonly turnBack: Call;
}

const logCalls = (
  definition: SagaDefinition,
  { headerKb = DEFAULT_HEADER_KB, eventKb = DEFAULT_EVENT_KB }: SagaItems,
): LogCalls => {
  const headerUnits = Math.ceil(headerKb);
  const logKb = headerKb + 2 * flatSteps(definition).length * eventKb;
  return {
    start: dynamodb('UpdateItem', { writeUnits: headerUnits + 1 }),
    close: [
      dynamodb('Query', { readUnits: Math.ceil(logKb / READ_UNIT_KB) }),
      dynamodb('UpdateItem', { writeUnits: headerUnits + 2 }),
    ],
    turnBack: dynamodb('TransactWriteItems', { writeUnits: 2 * (headerUnits + 2) + 2 }),
  };
};

const actionProfile = (
  definition: SagaDefinition,
  step: SagaStep,
  items: SagaItems,
  log: LogCalls,
): CallProfile => {
  const counters = items.counters?.[step.name] ?? 0;
  const written = along(counters, items.books?.[step.name]);
  const [first] = definition.steps;
  const starts = first !== undefined && stepsOfElement(first).some(({ name }) => name === step.name);
  const closes = flatSteps(definition).at(-1)?.name === step.name;
  const begins = [INVOKE, ...(starts ? [log.start] : []), put()];
  const commits = written.items > 0 ? transact(1 + written.items, written.indexUnits) : put();
  const sends = step.via === 'queue' ? queued : direct;
  const answered = [...begins, ...readsOf(written), commits, put(), ...(closes ? log.close : [])];
  return {
    answered: sends(answered),
    // It ran to its end; the attempt after it finds its ledger item done, and reads it.
    lost: sends([...answered, get()]),
    // A refusal by a counter comes after the transaction and one more read; then, as always, the ledger is asked.
    refused: sends([...begins, ...(counters > 0 ? [...readsOf(written), commits, get()] : []), get(), put()]),
    notRun: sends([]),
    givenUp: stepType(definition, step.name) === 'retriable' ? [] : turningBack(definition, step, items, log),
  };
};

/**
 * What the compensations call more and less when a step fails than when they undo what was done. Its own one turns the
 * saga back and finds nothing to undo. In a group each looks into its ledger who it was that failed, and all try to
 * turn the saga back: the first does, the others write their events after that.
 */
const turningBack = (
  definition: SagaDefinition,
  step: SagaStep,
  items: SagaItems,
  log: LogCalls,
): readonly Call[] => {
  const own = [log.turnBack, less(put()), put(), ...undoes(step, items).map(less)];
  const element = elementOf(definition, step.name);
  if (element?.kind !== 'parallel') return own;
  const siblings = stepsOfElement(element).length - 1;
  return [...own, get(), ...Array.from({ length: siblings }, () => [log.turnBack, update, get()]).flat()];
};

/** How a step that was done is undone, its ledger item being read: what it wrote, and what the compensation's rule adds. */
const undoes = (step: SagaStep, { counters, books }: SagaItems): readonly Call[] => {
  const written = along(
    counters?.[step.name] ?? 0,
    // Numbers are not given back.
    { ...books?.[step.name], sequences: 0 },
    books?.[step.compensation ?? ''],
  );
  return [...readsOf(written), written.items > 0 ? transact(1 + written.items, written.indexUnits) : update];
};

const compensationProfile = (
  definition: SagaDefinition,
  step: SagaStep,
  items: SagaItems,
  log: LogCalls,
): CallProfile => {
  const closes = elementOf(definition, step.name) === definition.steps[0];
  const begins = [INVOKE, put(), get()];
  const ends = [put(), ...(closes ? log.close : [])];
  // Of all its attempts one undoes; those after it find it undone.
  return { answered: [...begins, ...undoes(step, items), ...ends], lost: [...begins, ...ends] };
};

const direct = (calls: readonly Call[]): readonly Call[] => calls;

/** The message, its way to the consumer, and the call itself. */
const queued = (calls: readonly Call[]): readonly Call[] => [
  { service: 'sqs', operation: 'SendMessage', count: 1 },
  { service: 'sqs', operation: 'ReceiveMessage', count: 1 },
  ...calls,
  { service: 'sqs', operation: 'DeleteMessage', count: 1 },
];
