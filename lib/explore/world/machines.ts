import { Engine, EngineError, type TaskCall } from '../../engine';
import { executionArn, isDead, isoTime } from '../../runtime';
import type { ExecutionSummary, Orchestrator, TaskAnswers } from '../../saga';
import { EVENT_FAULTS } from '../choices/faults';
import { HOUR, MACHINE, START, UNWIND } from './constants';
import { acceptLate, checkUnwindIsLogged } from './orchestrator-rules';
import { type Prepared, preparedFor } from './prepared';
import type { Chance } from './scheduler';
import type { World } from './world';

/** Step Functions with the two machines of the saga. */
export interface Machines {
  readonly orchestrator: Orchestrator;
  readonly answers: TaskAnswers;
  readonly describe: (name: string) => ExecutionSummary | undefined;
  /** States that an execution entered. */
  readonly entered: (name: string) => ReadonlySet<string>;
  readonly areStill: () => boolean;
  /** Ends of running executions where no Catch sees it. */
  readonly chances: () => readonly Chance[];
  readonly engine: Engine;
  readonly machines: Prepared;
  /** States that were entered, by execution. */
  readonly transitions: ReadonlyMap<string, number>;
}

export const arnOf = (name: string): string => executionArn(machineOf(name), name);

/** Whatever has not the name of a saga is an unwind of it; a saga that is run again has one of its own. */
const machineOf = (name: string): string => (isUnwind(name) ? UNWIND : MACHINE);
export const isUnwind = (name: string): boolean => /-u\d+$/.test(name);

export const openMachines = (
  world: World,
  {
    integration,
    onDeath,
    onEnd,
  }: {
    readonly integration: (call: TaskCall) => Promise<unknown>;
    readonly onEnd: (name: string, status: string, error: string | undefined) => void;
    /** Told the event that EventBridge sends. */
    readonly onDeath: (event: unknown) => void;
  },
): Machines => {
  const { definition, clock, note, variation, oracle } = world;
  let drawn = 0;
  const transitions = new Map<string, number>();
  const engine: Engine = new Engine({
    clock,
    // Waits are half of what they may be; tokens and names differ all the same.
    random: () => {
      drawn = (drawn + 0.000_000_1) % 0.001;
      return drawn + 0.5;
    },
    integrations: () => integration,
    region: 'eu-west-1',
    accountId: '123456789012',
    onTransition: (arn) => {
      transitions.set(arn, (transitions.get(arn) ?? 1) + 1);
      const taken = oracle.choose(`between two states of ${nameIn(arn)}`, [
        { name: `stop:${nameIn(arn)}`, kind: 'execution', cost: 'fault' },
      ]);
      if (taken === undefined) return;
      note(`${nameIn(arn)} is stopped between two states`);
      engine.stopExecution(arn, 'Stopped', 'by somebody');
    },
    onStatusChange: ({ name, status, error }) => {
      note(`execution ${name}: ${status}${error ? ` ${error}` : ''}`);
      onEnd(name, status, error);
      if (!isDead({ arn: arnOf(name), status, ...(error === undefined ? {} : { error }) })) return;
      report(world, deathOf(name, status), name, onDeath);
    },
  });
  const { forward, backward } = preparedFor(definition, variation, engine);

  const describe = (arn: string): ExecutionSummary | undefined => {
    try {
      const { status, error, input, startDate } = engine.execution(arn);
      const startTime = isoTime(startDate.getTime());
      return { arn, status, input, startTime, ...(error === undefined ? {} : { error }) };
    } catch {
      return undefined;
    }
  };

  return {
    engine,
    machines: { forward, backward },
    transitions,
    orchestrator: {
      start: async (machineArn, name, input) => {
        if (machineArn === UNWIND) await checkUnwindIsLogged(world, name);
        try {
          engine.startExecution({
            stateMachineArn: machineArn,
            definition: machineArn === MACHINE ? forward : backward,
            name,
            input,
          });
          return 'started';
        } catch (error) {
          if (error instanceof EngineError && error.code === 'ExecutionAlreadyExists') return 'exists';
          throw error;
        }
      },
      describe: async (arn) => describe(arn),
      stop: async (arn, error, cause) => void engine.stopExecution(arn, error, cause),
      statesEntered: async function* (arn) {
        for (const event of engine.execution(arn).history.toReversed()) {
          const { name } = event.stateEnteredEventDetails ?? {};
          if (name) yield name;
        }
      },
    },
    answers: {
      succeed: async (token, output) =>
        acceptLate(() => engine.sendTaskSuccess(token, JSON.stringify(output ?? null))),
      fail: async (token, error, cause) => acceptLate(() => engine.sendTaskFailure(token, error, cause)),
    },
    describe: (name) => describe(arnOf(name)),
    entered: (name) =>
      new Set(
        describe(arnOf(name)) &&
          engine
            .execution(arnOf(name))
            .history.flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []),
      ),
    areStill: () => [...engine.allExecutions()].every(({ status }) => status !== 'RUNNING'),
    chances: () =>
      [...engine.allExecutions()]
        .filter(({ status }) => status === 'RUNNING')
        .flatMap(({ name, arn }): readonly Chance[] => [
          {
            name: `stop:${name}`,
            kind: 'execution',
            cost: 'fault',
            happen: () => {
              note(`${name} is stopped`);
              engine.stopExecution(arn, 'Stopped', 'by somebody');
            },
          },
          {
            name: `time-out:${name}`,
            kind: 'execution',
            cost: 'fault',
            happen: () => {
              note(`the time of ${name} is over`);
              engine.expireExecution(arn);
            },
          },
        ]),
  };
};

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf(':') + 1);

/** EventBridge tells it, if it does. */
const report = (world: World, event: unknown, name: string, onDeath: (event: unknown) => void): void => {
  const { oracle, clock, excuse, meddle } = world;
  meddle();
  switch (oracle.choose(`the event of ${name}`, EVENT_FAULTS)) {
    case 'event-lost':
      excuse('the event of a dead execution got lost');
      return;
    case 'event-late':
      clock.schedule(2 * HOUR, () => onDeath(event), `event of ${name}`);
      return;
    case 'event-twice':
      onDeath(event);
  }
  onDeath(event);
};

const deathOf = (name: string, status: string): unknown => ({
  'detail-type': 'Step Functions Execution Status Change',
  source: 'aws.states',
  detail: {
    executionArn: arnOf(name),
    stateMachineArn: machineOf(name),
    name,
    status,
    startDate: START,
  },
});
