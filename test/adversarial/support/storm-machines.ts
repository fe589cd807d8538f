import { Engine, EngineError, type TaskCall } from '../../../lib/engine';
import { acceptLate, checkUnwindIsLogged } from '../../../lib/explore/world/orchestrator-rules';
import { preparedFor } from '../../../lib/explore/world/prepared';
import { executionArn, isDead, isoTime } from '../../../lib/runtime';
import type { ExecutionSummary, Orchestrator, TaskAnswers } from '../../../lib/saga';
import { MACHINE, SAGA_ID, START, UNWIND, type World } from './storm-world';

/** Step Functions with the two machines of the saga. */
export interface Machines {
  readonly orchestrator: Orchestrator;
  readonly answers: TaskAnswers;
  readonly describe: (name: string) => ExecutionSummary | undefined;
  readonly areStill: () => boolean;
  /** Ends what is running, where no Catch sees it. */
  readonly kill: () => void;
}

export const arnOf = (name: string): string => executionArn(machineOf(name), name);

/** There is one saga here: whatever has another name is an unwind of it. */
const machineOf = (name: string): string => (name === SAGA_ID ? MACHINE : UNWIND);

export const openMachines = (
  world: World,
  {
    integration,
    onDeath,
  }: {
    readonly integration: (call: TaskCall) => Promise<unknown>;
    /** Told the event that EventBridge would send. */
    readonly onDeath: (event: unknown) => void;
  },
): Machines => {
  const { definition, clock, chance, note, defect } = world;
  const engine: Engine = new Engine({
    clock,
    random: chance,
    integrations: () => integration,
    region: 'eu-west-1',
    accountId: '123456789012',
    onStatusChange: ({ name, status, error }) => {
      note(`${name} ${status} ${error ?? ''}`);
      if (!isDead({ arn: arnOf(name), status, ...(error === undefined ? {} : { error }) })) return;
      onDeath(deathOf(name, status));
    },
  });
  const { forward, backward } = preparedFor(definition, defect, engine);

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
    areStill: () => [...engine.allExecutions()].every(({ status }) => status !== 'RUNNING'),
    kill: () => {
      for (const { name, status } of engine.allExecutions()) {
        if (status === 'RUNNING') engine.stopExecution(arnOf(name), 'Killed', 'by the storm');
      }
    },
  };
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
