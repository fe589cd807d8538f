import { CHANGED_SINCE, isDead } from '../../runtime';
import {
  flatSteps,
  foldEvents,
  hasCompensation,
  hasUnwindMark,
  isUndone,
  retriableSteps,
  type SagaEvent,
  type SagaStep,
  stateName,
} from '../../saga';
import { isTrue } from '../world/operators';
import type { Case } from './case';

/** Looks at a saga at rest; what it says is wrong. */
export type Look = (of: Case) => readonly (string | false)[];

const isDone = ({ itemOf }: Case, { name }: SagaStep): boolean => itemOf(name)?.state === 'DONE';

const comesToRest: Look = ({ isQuiet, isEndless, logged, main, status }) => [
  isEndless && 'something is under way for ever',
  !isQuiet && `it never comes to rest, and is ${status}`,
  !logged && main === undefined && 'it was never started',
];

const headerAgrees: Look = ({ logged, status }) => [
  logged !== undefined &&
    logged.header.status !== status &&
    `the header says ${logged.header.status}, the events ${status}`,
];

const endsAsItsExecution: Look = ({ cancelled, logged, main, status }) => {
  if (cancelled || !logged) return [];
  const forward = main?.status === 'SUCCEEDED' || main?.error === 'SagaCompletionFailed';
  const backward = main?.error === 'SagaCompensated' || main?.error === 'SagaCompensationFailed';
  return [
    ((forward && status !== 'COMPLETED') || (backward && status !== 'COMPENSATED')) &&
      `the execution ended ${main?.error ?? main?.status}, the saga ${status}`,
  ];
};

const turnsBackWhenCancelled: Look = ({ cancelled, logged, status }) => [
  cancelled &&
    logged !== undefined &&
    hasUnwindMark(logged.events) &&
    (status === 'UNKNOWN' || !isUndone(status)) &&
    `it was cancelled, and is ${status}`,
];

/** Past the pivot there is no way back that nobody asked for. */
const goesForwardPastThePivot: Look = ({ definition, cancelled, entered, status }) => {
  const beyond = retriableSteps(definition).find(({ name }) => entered.has(stateName(name)));
  return [
    !cancelled &&
      beyond !== undefined &&
      status !== 'COMPLETED' &&
      status !== 'COMPLETION_FAILED' &&
      `it had come to ${beyond.name}, nobody cancelled, and it is ${status}`,
  ];
};

/** The status says whether anything stays, and only a saga that may be taken back past its pivot leaves anything. */
const tellsWhatStays: Look = (of) => {
  const { status, definition } = of;
  const stays = flatSteps(definition).some((step) => !hasCompensation(step) && isDone(of, step));
  const isPartly = status === 'PARTLY_COMPENSATED';
  return [
    status !== 'UNKNOWN' &&
      isUndone(status) &&
      isPartly !== stays &&
      `it is ${status}, and ${stays ? 'something' : 'nothing'} stays`,
    isPartly && definition.cancellable !== 'always' && `it is ${status}, and goes forward past its pivot`,
  ];
};

const leavesNothingBehind: Look = (of) =>
  of.status === 'COMPLETED'
    ? []
    : flatSteps(of.definition).flatMap((step) => [
        isDone(of, step) && hasCompensation(step) && `${step.name} is DONE, and the saga ${of.status}`,
        isDone(of, step) && !of.cancelled && `${step.name} is DONE, and nobody cancelled`,
      ]);

/** What was done is what was asked for, whoever decided about it on the way. */
const didWhatWasAsked: Look = (of) => {
  const { logged, asked, tables, keyOf, status } = of;
  const events = logged?.events ?? [];
  const types = (step: SagaStep): readonly string[] =>
    events.filter((event) => event.step === step.name).map(({ type }) => type);
  const state = logged && foldEvents(logged.header.steps, logged.events);
  return flatSteps(of.definition).flatMap((step) => {
    const { name } = step;
    const stepStatus = state?.steps.find((each) => each.name === name)?.status;
    // An operator who says that a step was done by hand is not asked whether it had to be.
    const isAsked = asked.has(name) || by('operator', 'StepSucceeded', events, step);
    const isCompleted = status === 'COMPLETED';
    return [
      !isAsked && tables.everDone.has(keyOf(name)) && `${name} was done, and nobody asked for it`,
      // Of a member of a group whose own undoing was parked before it said anything, nobody knows that it was skipped.
      !isAsked &&
        types(step).includes('StepFailed') &&
        !types(step).includes('CompensationFailed') &&
        `${name} failed, and nobody asked for it`,
      isAsked && types(step).includes('StepSkipped') && `${name} was skipped, and it was asked for`,
      isCompleted && isAsked && !isDone(of, step) && `${name} is not DONE, and the saga COMPLETED`,
      isCompleted &&
        stepStatus !== (isAsked ? 'SUCCEEDED' : 'SKIPPED') &&
        `${name} is ${stepStatus} in the end`,
      // Who unwinds or redrives asks no conditions.
      !isAsked &&
        stepStatus === 'COMPENSATED' &&
        by('main', 'CompensationSucceeded', events, step) &&
        `${name} is COMPENSATED, and nobody asked for it`,
    ];
  });
};

const by = (runner: string, type: string, events: readonly SagaEvent[], { name }: SagaStep): boolean =>
  events.some((event) => event.type === type && event.step === name && event.runner === runner);

const matchesOutside: Look = ({ definition, outside, itemOf, keyOf, status }) =>
  flatSteps(definition).flatMap(({ name }) => {
    const there = outside.has(keyOf(name));
    const item = itemOf(name);
    return [
      there &&
        item?.state !== 'DONE' &&
        `${name} is there outside, and is ${item?.state}; the saga ${status}`,
      !there && item?.state === 'DONE' && item.outside === true && `${name} is DONE, and not there outside`,
    ];
  });

/** What was taken of a counter is what the effects that are there took. */
const countersConserve: Look = ({ tables }) =>
  tables.all().flatMap(([participant, { items, counters }]) => {
    const all = [...items.values()].flatMap(({ state, effects }) =>
      effects.map((effect) => ({ state, ...effect })),
    );
    return [...counters].map(([counter, left]) => {
      const own = all.filter((effect) => effect.counter === counter);
      const taken = own.reduce((sum, { state, take }) => (state === 'DONE' ? sum + take : sum), 0);
      const { capacity = left } = own[0] ?? {};
      return (
        left !== capacity - taken &&
        `${participant}: ${left} of ${capacity} are left of ${counter}, and ${taken} taken`
      );
    });
  });

/** What a step wrote stands there while it is DONE, and no longer. */
const recordsAgree: Look = ({ tables, keyOf, definition, logged }) => {
  const steps = new Map(flatSteps(definition).map(({ name }) => [keyOf(name), name]));
  const resolved = (key: string): boolean =>
    (logged?.events ?? []).some(
      ({ type, step }) => type === 'CompensationResolved' && step === steps.get(key),
    );
  return tables.all().flatMap(([participant, { items, records }]) =>
    [...items.values()].flatMap(({ key, state, records: written = [], undid = [] }) =>
      written.map(({ type, id, undo }) => {
        const what = `${participant}: ${type} ${id} of ${steps.get(key)}`;
        if (state === 'DONE') return !records.has(`${type}#${id}`) && `${what} is not there, and it is DONE`;
        const isUndone = undid.some((move) => move.type === type && move.id === id);
        return (
          undo.kind !== 'keep' &&
          !isUndone &&
          !resolved(key) &&
          `${what} stands as it was, and it is ${state}`
        );
      }),
    ),
  );
};

/** A ledger keeps one item a step, under the step's key: a second one is a second effect. */
const oneItemEach: Look = ({ tables, keyOf, definition }) => {
  const known = new Set(flatSteps(definition).map(({ name }) => keyOf(name)));
  return tables
    .all()
    .flatMap(([participant, { items }]) =>
      [...items.keys()].map((key) => !known.has(key) && `${participant} has an item of no step: ${key}`),
    );
};

/** In whatever order they come. */
const foldsInAnyOrder: Look = ({ logged, status }) => {
  if (!logged) return [];
  const { header, events } = logged;
  const orders = [
    events.toReversed(),
    events.toSorted((a, b) => (a.type < b.type ? -1 : 1)),
    [...events, ...events],
  ];
  return orders.map((order) => {
    const folded = foldEvents(header.steps, order).status;
    return folded !== status && `its events say ${status}, and ${folded} in another order`;
  });
};

const toldTheTruth: Look = ({ told, status, logged }) =>
  told.map((one) => {
    const isThere = logged !== undefined && status !== 'UNKNOWN';
    return (
      isThere && !isTrue(one, status) && `${one.command} answered ${one.answer}, and the saga is ${status}`
    );
  });

/** No record was overwritten that another had changed. */
const parksNothingInVain: Look = ({ logged }) =>
  (logged?.events ?? []).map(
    ({ type, step, error }) =>
      type === 'CompensationFailed' &&
      error?.cause.startsWith(CHANGED_SINCE) === true &&
      `${step} could not be undone, and nobody else had changed anything`,
  );

const deathsAreSeen: Look = ({ main, logged, status }) => [
  main !== undefined &&
    isDead(main) &&
    logged === undefined &&
    status !== 'UNKNOWN' &&
    'it died, and nobody knows',
];

/** Name of the invariant → who looks after it. */
export const INVARIANTS: Readonly<Record<string, Look>> = {
  'it comes to rest': comesToRest,
  'header and events agree': headerAgrees,
  'execution and saga agree': endsAsItsExecution,
  'who is cancelled turns back': turnsBackWhenCancelled,
  'past the pivot it goes forward': goesForwardPastThePivot,
  'the status tells what stays': tellsWhatStays,
  'who turns back leaves nothing behind': leavesNothingBehind,
  'what was asked for is done, and nothing else': didWhatWasAsked,
  'ledgers and the world outside agree': matchesOutside,
  'counters conserve': countersConserve,
  'records and ledgers agree': recordsAgree,
  'no effect is made twice': oneItemEach,
  'events say the same in any order': foldsInAnyOrder,
  'what somebody was told is true': toldTheTruth,
  'nothing is parked in vain': parksNothingInVain,
  'no death goes unseen': deathsAreSeen,
};
