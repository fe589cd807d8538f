import type { StateMachineDefinition } from '../../asl';
import { Engine, readPoint, type TaskCall, TaskError } from '../../engine';
import { parsePath } from '../../jsonpath';
import { readFault } from '../choices/faults';
import type { Alternative, Oracle } from '../choices/oracle';
import { Cut } from '../choices/oracle';
import { edgesIn, edgesTaken } from '../edges/edges';
import { WorldClock } from '../world/clock';
import { DAY, START } from '../world/constants';
import { lastingFaults } from '../world/lasting-faults';
import { openRecord } from '../world/record';
import { Late, Scheduler } from '../world/scheduler';
import type { Effects } from './effects';

/** Any state machine, with stubs of the services that it calls. */
export interface MachineSubject {
  /** As `Engine.prepare` has answered it. */
  readonly machine: StateMachineDefinition;
  readonly input: unknown;
  readonly effects: Effects;
  /** Task state → what a call that goes well answers. @default `{}`, in `Payload` where a function is invoked */
  readonly answers: Readonly<Record<string, unknown>>;
}

export interface MachineRun {
  /** Status of the execution in the end; undefined: it came to where it is known how it goes on. */
  readonly status: string | undefined;
  readonly error: string | undefined;
  /** Effects that are there, and those that were taken back. */
  readonly there: ReadonlySet<string>;
  readonly undone: ReadonlySet<string>;
  /** States that were called, and did what they do. */
  readonly called: ReadonlySet<string>;
  /** Undoing states that were called, and found no key. */
  readonly keyless: ReadonlyMap<string, string>;
  readonly trace: readonly string[];
  readonly covered: readonly string[];
}

const ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:Explored';
/** Longer than any machine of a few calls waits. */
const LONGEST_MS = 400 * DAY;

/** Errors that a call may fail with, where the machine tells them apart: those that a state names, and one that none does. */
const UNNAMED = 'Service.Failure';

interface Named {
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[] }[];
}

const errorsOf = (machine: StateMachineDefinition, name: string): readonly string[] => {
  const state = findState(machine, name) as Named | undefined;
  const named = [...(state?.Retry ?? []), ...(state?.Catch ?? [])].flatMap(({ ErrorEquals }) => ErrorEquals);
  const own = named.filter((error) => !error.startsWith('States.'));
  return [...new Set([UNNAMED, 'States.Timeout', ...own])];
};

const findState = (machine: unknown, name: string): unknown => {
  if (typeof machine !== 'object' || machine === null) return undefined;
  const { States } = machine as { readonly States?: Readonly<Record<string, unknown>> };
  if (States?.[name]) return States[name];
  for (const inner of Object.values(machine)) {
    const found = findState(inner, name);
    if (found) return found;
  }
  return undefined;
};

const alternativesOf = (errors: readonly string[]): readonly Alternative[] =>
  [...errors.keys()].flatMap((at) =>
    (['refused', 'lost'] as const).flatMap((what) =>
      ['', '-always'].map(
        (suffix): Alternative => ({ name: `${what}:${at}${suffix}`, kind: what, cost: 'fault' }),
      ),
    ),
  );

const LATE: Alternative = { name: 'late', kind: 'late', cost: 'fault' };

export const runMachine = async (
  { machine, input, effects, answers }: MachineSubject,
  { oracle, isRead }: { readonly oracle: Oracle; readonly isRead: boolean },
): Promise<MachineRun> => {
  const clock = new WorldClock(START);
  const record = openRecord(() => clock.now(), isRead);
  const { note } = record;
  const faults = lastingFaults();
  const there = new Set<string>();
  const undone = new Set<string>();
  const keyless = new Map<string, string>();
  const called = new Set<string>();
  const undoes = Object.entries(effects).map(([name, effect]) => ({ name, ...effect }));

  const inputOf = (executionArn: string, state: string): unknown => {
    const entered = engine
      .execution(executionArn)
      .history.findLast(({ stateEnteredEventDetails: details }) => details?.name === state);
    return JSON.parse(entered?.stateEnteredEventDetails?.input ?? 'null') as unknown;
  };

  /** The service does what it was called for. */
  const carryOut = ({ stateName, executionArn }: Pick<TaskCall, 'stateName' | 'executionArn'>): void => {
    called.add(stateName);
    if (effects[stateName]) {
      there.add(stateName);
      undone.delete(stateName);
      note(`${stateName}: made`);
    }
    for (const { name, key, undoneBy } of undoes) {
      if (undoneBy !== stateName) continue;
      const scope = {
        input: inputOf(executionArn, stateName),
        context: {},
        variable: () => undefined,
        random: () => 0.5,
      };
      const found = key === undefined ? [true] : parsePath(key).find(scope);
      if (found.length === 0 || found.every((value) => value === null)) {
        keyless.set(stateName, key ?? '');
        note(`${stateName}: there is no ${key}, and nothing is undone`);
      } else if (there.delete(name)) {
        undone.add(name);
        note(`${stateName}: ${name} is undone`);
      }
    }
  };

  const answerOf = ({ stateName, resource }: TaskCall): unknown =>
    answers[stateName] ?? (resource.endsWith(':lambda:invoke') ? { StatusCode: 200, Payload: {} } : {});

  const integration = async (call: TaskCall): Promise<unknown> => {
    const { stateName: name, attempt } = call;
    const what = `${name}#${attempt}`;
    const errors = errorsOf(machine, name);
    let fault = faults.meets(name, '', '');
    if (fault === undefined) {
      const taken = oracle.choose(what, [...alternativesOf(errors), ...(effects[name] ? [LATE] : [])]);
      if (taken !== undefined) {
        const read = readFault(taken);
        fault = read.fault;
        faults.last(name, { name: fault, persistence: read.persistence, runner: '', at: '' });
      }
    }
    const [kind = '', at = '0'] = (fault ?? '').split(':');
    const error = errors[Number(at)] ?? UNNAMED;
    if (kind === 'refused') {
      note(`${what}: fails with ${error}, and did nothing`);
      throw new TaskError(error, 'as told');
    }
    const started = scheduler.start(
      { name: what, kind: 'function', mortality: 'none', about: name },
      async () => {
        carryOut(call);
      },
    );
    if (kind === 'late') {
      note(`${what}: is timed out, and may go on`);
      started.process.becomeLate();
    }
    try {
      await started.outcome;
    } catch (late) {
      if (!(late instanceof Late)) throw late;
      throw new TaskError('States.Timeout', '');
    }
    if (kind === 'lost') {
      note(`${what}: its answer is lost, ${error}`);
      throw new TaskError(error, 'as told');
    }
    return answerOf(call);
  };

  const engine: Engine = new Engine({
    clock,
    random: () => 0.5,
    integrations: () => (call) => integration(call),
    region: 'eu-west-1',
    accountId: '123456789012',
    onStatusChange: ({ status, error }) => note(`the execution: ${status}${error ? ` ${error}` : ''}`),
  });
  const scheduler: Scheduler = new Scheduler({
    clock,
    oracle,
    interleave: false,
    chances: () => [],
    beforeStep: async () => undefined,
    note,
    standing: () =>
      JSON.stringify([
        readPoint(execution.history),
        execution.status,
        [...there].toSorted(),
        [...undone].toSorted(),
        [...called].toSorted(),
        [...keyless.keys()],
        faults.standing(),
        scheduler.standing().map(({ process }) => [process.name, process.late]),
        clock.standing().map(({ inMs }) => inMs),
        execution.history.filter(({ type }) => /(Failed|TimedOut)$/.test(type)).length,
      ]),
  });
  const execution = engine.startExecution({
    stateMachineArn: ARN,
    definition: machine,
    name: 'explored',
    input: JSON.stringify(input ?? {}),
  });
  let isCut = false;
  try {
    while (await scheduler.step(START + LONGEST_MS)) {}
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
    isCut = true;
  }
  clock.stop();
  const { status, error } = execution;
  return {
    status: isCut ? undefined : status,
    error,
    ...{ there, undone, called, keyless, trace: record.trace },
    covered: edgesTaken(execution.history, new Set(edgesIn(machine))),
  };
};
