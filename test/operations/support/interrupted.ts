import { cancelSaga, replaySaga } from '../../../lib/operations';
import { executionArn } from '../../../lib/runtime';
import {
  elementOf,
  fenceCommandName,
  flatSteps,
  foldEvents,
  hasCompensation,
  type LedgerState,
  loggedSteps,
  retriableSteps,
  type SagaDefinition,
  type SagaElement,
  type SagaEvent,
  type SagaState,
  stepsOfElement,
} from '../../../lib/saga';
import { activeSteps, type Variant } from '../../every/variants';
import { type Deployed, expectUndone } from './deployed';

/** A saga that something happens to while one command is being worked on. */
export interface Case {
  readonly variant: Variant;
  readonly saga: SagaDefinition;
  readonly id: string;
  readonly command: string;
  /**
   * The function of the state has run and its answer is lost (`timeout`), is in flight and runs later (`late`), or has
   * failed and is to be tried again (`transient`).
   */
  readonly kind: 'timeout' | 'late' | 'transient';
  readonly machine: 'saga' | 'unwind';
  /** A step that fails, so that the chain of compensations runs. */
  readonly fails?: string;
  /** How it ends when nobody asks for anything else. */
  readonly end: End;
}

/** Undone, or done; an undone saga of which the effect of a retriable step stays is PARTLY_COMPENSATED. */
export type End = 'COMPENSATED' | 'COMPLETED';

const MOST_CHARACTERS = 64;

/** The end of a name tells cases apart. */
const idOf = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .slice(-MOST_CHARACTERS)
    .replace(/^[-_]+/, '');

/** Each step, its function having committed, still in flight, and waiting for its next attempt. */
export const forwardCases = (variant: Variant): readonly Case[] =>
  activeSteps(variant).flatMap((step) =>
    (['timeout', 'late', 'transient'] as const).map((kind) => ({
      variant,
      saga: variant.definition,
      id: idOf(variant.name, step.name, kind),
      command: step.name,
      kind,
      machine: 'saga' as const,
      end: hasCompensation(step) ? ('COMPENSATED' as const) : ('COMPLETED' as const),
    })),
  );

/** Each compensation of the chain that a failure of the last compensatable step starts. */
export const backwardCases = (variant: Variant): readonly Case[] => {
  const fails = activeSteps(variant).filter(hasCompensation).at(-1);
  if (!fails) return [];
  const { steps } = variant.definition;
  const failed = steps.indexOf(elementOf(variant.definition, fails.name) as SagaElement);
  const reached = steps
    .slice(0, failed + 1)
    .flatMap(stepsOfElement)
    .filter(hasCompensation);
  return reached.map(({ compensation }) => ({
    variant,
    saga: variant.definition,
    id: idOf(variant.name, compensation),
    command: compensation,
    kind: 'timeout',
    machine: 'saga',
    fails: fails.name,
    end: 'COMPENSATED',
  }));
};

/** Each state of the unwind machine of a saga that had completed, where a completed one can be taken back. */
export const unwindCases = (variant: Variant): readonly Case[] =>
  variant.definition.cancellable !== 'always'
    ? []
    : [
        ...retriableSteps(variant.definition).map(({ name }) => fenceCommandName(name)),
        ...flatSteps(variant.definition)
          .filter(hasCompensation)
          .map(({ compensation }) => compensation),
      ].map((command) => ({
        variant,
        saga: variant.definition,
        id: idOf(variant.name, 'u', command),
        command,
        kind: 'timeout',
        machine: 'unwind',
        end: 'COMPENSATED',
      }));

/** Everything that can be interrupted in a variant. */
export const allCases = (variant: Variant): readonly Case[] => [
  ...forwardCases(variant),
  ...backwardCases(variant),
  ...unwindCases(variant),
];

/** Brings each saga to where its command is being worked on; there, while time stands still, `interrupt` happens. */
export const interrupted = async (
  deployed: Deployed,
  cases: readonly Case[],
  interrupt: (one: Case) => Promise<void>,
): Promise<void> => {
  const { stack } = deployed;
  for (const { variant, saga, id, machine } of cases) {
    if (machine === 'unwind') await deployed.start(saga.name, id, variant.input);
  }
  await stack.idle();
  const release = deployed.clock.hold();
  try {
    const interruptOnceHit = async (one: Case): Promise<void> => {
      await deployed.hit({ command: one.command, sagaId: one.id });
      // A fault has hit before its function runs; here it has run, and only its answer is lost.
      if (one.kind === 'timeout') await deployed.logged(one.saga.name, one.id, wordOf(one));
      await interrupt(one);
      if (one.kind === 'transient') stack.clearFaults({ sagaId: one.id });
    };
    for (const one of cases) {
      const { variant, saga, id, command, kind, machine, fails } = one;
      if (fails) stack.addFault({ command: fails, kind: 'business', sagaId: id, times: 99 });
      stack.addFault({ command, kind, sagaId: id, times: kind === 'transient' ? 1000 : 1 });
      if (machine === 'unwind') await cancelSaga(deployed.saga(saga.name).ports, id, 'the customer called');
      else await deployed.start(saga.name, id, variant.input);
      // It is tried again in real time while the clock is held: no time to lose.
      if (kind === 'transient') await interruptOnceHit(one);
    }
    for (const one of cases) if (one.kind !== 'transient') await interruptOnceHit(one);
  } finally {
    release();
  }
  await stack.idle();
};

/** What the log says of a command that its function has carried out. */
const wordOf = ({ saga, command }: Case): Pick<SagaEvent, 'step' | 'type'> => {
  for (const { name, compensation } of flatSteps(saga)) {
    if (command === name) return { step: name, type: 'StepSucceeded' };
    if (command === compensation) return { step: name, type: 'CompensationSucceeded' };
    if (command === fenceCommandName(name)) return { step: name, type: 'StepFenced' };
  }
  throw new Error(`${saga.name} has no command ${command}`);
};

/** How the execution of a case ended that was interrupted. */
export const executionStatus = async (
  deployed: Deployed,
  { saga, id, machine }: Case,
): Promise<string | undefined> => {
  const { ports } = deployed.saga(saga.name);
  const arn =
    machine === 'saga'
      ? executionArn(ports.stateMachineArn, id)
      : executionArn(ports.unwindMachineArn, `${id}-u1`);
  return (await ports.orchestrator.describe(arn))?.status;
};

/** No handler had run when its execution died: nobody knows of it, and nothing was done. */
const neverBegan = async (
  deployed: Deployed,
  { variant, saga, id, command, kind }: Case,
): Promise<boolean> => {
  const { ports } = deployed.saga(saga.name);
  if (await ports.log.read({ name: saga.name, id })) return false;
  expect([id, kind, command]).toEqual([id, 'transient', activeSteps(variant)[0]?.name]);
  expect(await deployed.ledgers(saga.name, id)).toEqual({});
  return true;
};

/** At the time of each event, the replay is the fold of what had been logged until then. */
const expectReplays = async (
  deployed: Deployed,
  { saga, id }: Case,
  events: readonly SagaEvent[],
): Promise<void> => {
  const { ports } = deployed.saga(saga.name);
  for (const at of new Set(events.map((event) => event.at))) {
    const { status, steps } = await replaySaga(ports, id, at);
    const past = foldEvents(
      loggedSteps(saga),
      events.filter((event) => event.at <= at),
    );
    expect([id, at, status]).toEqual([id, at, past.status]);
    expect(steps.map((step) => step.status)).toEqual(past.steps.map((step) => step.status));
  }
};

type Ledgers = Readonly<Record<string, LedgerState>>;

/**
 * Steps that were never sent may have no tombstone, and need none: those that were skipped, and where a chain came to its
 * end by itself, those behind the one that failed.
 */
const neverSent = ({ variant, saga, fails }: Case): Ledgers => {
  const failed = fails === undefined ? undefined : elementOf(saga, fails);
  const behind = failed ? saga.steps.slice(saga.steps.indexOf(failed) + 1).flatMap(stepsOfElement) : [];
  const names = [...behind.filter(hasCompensation).map(({ name }) => name), ...variant.skipped];
  return Object.fromEntries(names.map((name) => [name, 'UNDONE' as const]));
};

/** What its input and its results asked for is done, and nothing else. */
const expectDone = ({ id, variant }: Case, { steps }: SagaState, ledgers: Ledgers): void => {
  expect([id, ledgers]).toEqual([
    id,
    Object.fromEntries(activeSteps(variant).map(({ name }) => [name, 'DONE'])),
  ]);
  const skipped = steps.filter(({ status }) => status === 'SKIPPED').map(({ name }) => name);
  expect([id, skipped]).toEqual([id, variant.skipped]);
};

/** Status, header, ledgers, counters and queues of each saga are as its end asks for. */
export const expectEnds = async (
  deployed: Deployed,
  cases: readonly Case[],
  endOf: (one: Case) => End = ({ end }) => end,
): Promise<void> => {
  for (const one of cases) {
    const { saga, id } = one;
    if (await neverBegan(deployed, one)) continue;
    const end = endOf(one);
    const { header, state, events } = await deployed.read(saga.name, id);
    const ledgers = await deployed.ledgers(saga.name, id);
    const stays = retriableSteps(saga).some(({ name }) => ledgers[name] === 'DONE');
    const status = end === 'COMPENSATED' && stays ? 'PARTLY_COMPENSATED' : end;
    expect([id, state.status, header.status]).toEqual([id, status, status]);
    await expectReplays(deployed, one, events);
    if (end === 'COMPENSATED') expectUndone(saga, { ...neverSent(one), ...ledgers });
    else expectDone(one, state, ledgers);
  }
  for (const name of new Set(cases.map(({ saga }) => saga.name))) {
    expect(await deployed.wrongCounters(name)).toEqual([]);
  }
  expect(deployed.leftMessages()).toEqual([]);
};
