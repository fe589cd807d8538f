import {
  flatSteps,
  foldEvents,
  hasCompensation,
  hasUnwindMark,
  isOver,
  isUndone,
  type LedgerItem,
  ledgerKey,
  type SagaDefinition,
  type SagaStatus,
  type SagaStep,
} from '../../../lib/saga';
import { isAsked } from '../../every/asked';
import type { Aftermath } from './storm';
import { CHAIRS } from './storm-handlers';
import { SAGA_ID } from './storm-world';

/** What must hold when everything has come to rest, whatever went wrong before. */
export interface Verdict {
  readonly status: SagaStatus | 'UNKNOWN';
  readonly problems: readonly string[];
}

/** One saga after a storm, as its judges look at it. */
interface Case extends Aftermath {
  readonly definition: SagaDefinition;
  readonly status: SagaStatus | 'UNKNOWN';
  readonly itemOf: (step: string) => LedgerItem | undefined;
  readonly keyOf: (step: string) => string;
  /** Steps that its input and its results ask for. */
  readonly asked: ReadonlySet<string>;
}

type Judge = (of: Case) => readonly (string | false)[];

export const judge = async (
  definition: SagaDefinition,
  input: unknown,
  after: Aftermath,
): Promise<Verdict> => {
  const { logged, tables } = after;
  const status = logged ? foldEvents(logged.header.steps, logged.events).status : 'UNKNOWN';
  const keyOf = (step: string): string => ledgerKey({ name: definition.name, id: SAGA_ID }, step);
  const items = new Map(tables.flatMap((table) => [...table.items]));
  const itemOf = (step: string): LedgerItem | undefined => items.get(keyOf(step));
  const of: Case = {
    ...after,
    definition,
    status,
    keyOf,
    itemOf,
    asked: await askedFor(definition, input, itemOf),
  };
  const problems = JUDGES.flatMap((look) => look(of)).filter((problem) => problem !== false);
  return { status, problems: [...after.blamed, ...problems] };
};

const askedFor = async (
  definition: SagaDefinition,
  input: unknown,
  itemOf: Case['itemOf'],
): Promise<ReadonlySet<string>> => {
  const results = Object.fromEntries(
    flatSteps(definition).flatMap(({ name }) => {
      const result = itemOf(name)?.result;
      return result === undefined ? [] : [[name, result]];
    }),
  );
  const asked = new Set<string>();
  for (const step of flatSteps(definition)) {
    if (await isAsked(step, { input, results })) asked.add(step.name);
  }
  return asked;
};

const isDone = ({ itemOf }: Case, { name }: SagaStep): boolean => itemOf(name)?.state === 'DONE';

const cameToRest: Judge = ({ isQuiet, logged, main, status }) => [
  !isQuiet && `never comes to rest, and is ${status}`,
  !logged && main === undefined && 'was never started',
  logged !== undefined && logged.header.status !== status && `header ${logged.header.status}, fold ${status}`,
];

/** Healing hides faults: where nothing happened that needs help, there is nothing to heal. */
const needsNoHelp: Judge = ({ byItself, excuses, wasMeddledWith, mended }) => {
  const { header } = byItself?.logged ?? {};
  return [
    byItself !== undefined && !byItself.isStill && 'is under way for ever',
    byItself !== undefined &&
      excuses.length === 0 &&
      header !== undefined &&
      !isOver(header.status) &&
      `waits for the sweeper, ${header.status}, and nothing had happened`,
    !wasMeddledWith() && mended > 0 && 'the sweeper found something to do, and nothing had happened',
  ];
};

const endsAsItsExecution: Judge = ({ cancelled, logged, main, status }) => {
  if (cancelled || !logged) return [];
  const forward = main?.status === 'SUCCEEDED' || main?.error === 'SagaCompletionFailed';
  const backward = main?.error === 'SagaCompensated' || main?.error === 'SagaCompensationFailed';
  return [
    ((forward && status !== 'COMPLETED') || (backward && status !== 'COMPENSATED')) &&
      `the execution ended ${main?.error ?? main?.status}, the saga ${status}`,
  ];
};

const turnsBackWhenCancelled: Judge = ({ cancelled, logged, status }) => [
  cancelled &&
    logged !== undefined &&
    hasUnwindMark(logged.events) &&
    (status === 'UNKNOWN' || !isUndone(status)) &&
    `was cancelled, and is ${status}`,
];

/** The status says whether anything stays, and only a saga that may be taken back past its pivot leaves anything. */
const tellsWhatStays: Judge = (of) => {
  const { status, definition } = of;
  const stays = flatSteps(definition).some((step) => !hasCompensation(step) && isDone(of, step));
  const isPartly = status === 'PARTLY_COMPENSATED';
  return [
    status !== 'UNKNOWN' &&
      isUndone(status) &&
      isPartly !== stays &&
      `is ${status}, and ${stays ? 'something' : 'nothing'} stays`,
    isPartly && definition.cancellable !== 'always' && `is ${status}, and goes forward past its pivot`,
  ];
};

const leavesNothingBehind: Judge = (of) =>
  of.status === 'COMPLETED'
    ? []
    : flatSteps(of.definition).flatMap((step) => [
        isDone(of, step) && hasCompensation(step) && `${step.name} is DONE, saga ${of.status}`,
        isDone(of, step) && !of.cancelled && `${step.name} is DONE, and nobody cancelled`,
      ]);

/** What was done is what was asked for, whoever decided about it on the way. */
const didWhatWasAsked: Judge = (of) => {
  const { logged, asked, everDone, keyOf, status } = of;
  const types = (step: SagaStep): readonly string[] =>
    (logged?.events ?? []).filter((event) => event.step === step.name).map(({ type }) => type);
  const state = logged && foldEvents(logged.header.steps, logged.events);
  return flatSteps(of.definition).flatMap((step) => {
    const { name } = step;
    const stepStatus = state?.steps.find((each) => each.name === name)?.status;
    // An operator who says that a step was done by hand is not asked whether it had to be.
    const isAsked = asked.has(name) || byHand(of, step);
    const isCompleted = status === 'COMPLETED';
    return [
      !isAsked && everDone.has(keyOf(name)) && `${name} was done, and nobody asked for it`,
      // Of a member of a group whose own undoing was parked before it said anything, nobody knows that it was skipped.
      !isAsked &&
        types(step).includes('StepFailed') &&
        !types(step).includes('CompensationFailed') &&
        `${name} failed, and nobody asked for it`,
      isAsked && types(step).includes('StepSkipped') && `${name} was skipped, and it was asked for`,
      isCompleted && isAsked && !isDone(of, step) && `${name} is not DONE`,
      isCompleted &&
        stepStatus !== (isAsked ? 'SUCCEEDED' : 'SKIPPED') &&
        `${name} is ${stepStatus} in the end`,
      // Who unwinds or redrives asks no conditions.
      !isAsked &&
        stepStatus === 'COMPENSATED' &&
        undoneByItself(of, step) &&
        `${name} is COMPENSATED, and nobody asked for it`,
    ];
  });
};

const byHand = ({ logged }: Case, { name }: SagaStep): boolean =>
  (logged?.events ?? []).some(
    ({ type, step, runner }) => type === 'StepSucceeded' && step === name && runner === 'operator',
  );

const undoneByItself = ({ logged }: Case, { name }: SagaStep): boolean =>
  (logged?.events ?? []).some(
    ({ type, step, runner }) => type === 'CompensationSucceeded' && step === name && runner === 'main',
  );

const matchesOutside: Judge = ({ definition, outside, itemOf, keyOf, status }) =>
  flatSteps(definition).flatMap(({ name }) => {
    const there = outside.has(keyOf(name));
    const item = itemOf(name);
    return [
      there && item?.state !== 'DONE' && `${name} is there outside, and is ${item?.state}; saga ${status}`,
      !there && item?.state === 'DONE' && item.outside === true && `${name} is DONE, and not there outside`,
    ];
  });

/** What was taken is what the effects that are there took. */
const countsRight: Judge = ({ tables }) =>
  tables.flatMap(({ items, counters }) => {
    const taken = new Map<string, number>();
    const effects = [...items.values()]
      .filter(({ state }) => state === 'DONE')
      .flatMap((item) => item.effects);
    for (const { counter, take } of effects) taken.set(counter, (taken.get(counter) ?? 0) + take);
    return [...counters].map(
      ([counter, left]) =>
        left !== CHAIRS - (taken.get(counter) ?? 0) &&
        `${counter}: ${left} left, ${taken.get(counter) ?? 0} taken`,
    );
  });

const JUDGES: readonly Judge[] = [
  cameToRest,
  needsNoHelp,
  endsAsItsExecution,
  turnsBackWhenCancelled,
  tellsWhatStays,
  leavesNothingBehind,
  didWhatWasAsked,
  matchesOutside,
  countsRight,
];
