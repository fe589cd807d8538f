import { loadDefinition } from '../../lib/asl';
import { countTransitions, type Scenario } from '../../lib/cost';
import {
  Engine,
  EngineError,
  JumpingClock,
  type ServiceIntegration,
  sleep,
  TaskError,
} from '../../lib/engine';

export interface Ran {
  readonly status: string;
  readonly error: string | undefined;
  /** Counted in the history. */
  readonly transitions: number;
}

const ANSWER_AFTER_MS = 1_000;

/** An engine on which a machine is run over and over, with tasks that behave as the scenario says. */
export const engineFor = (
  asl: unknown,
  /** State name → what its task answers; `{}` otherwise. */
  answers: Readonly<Record<string, unknown>> = {},
): ((scenario: Scenario, input?: unknown) => Promise<Ran>) => {
  const definition = loadDefinition(JSON.stringify(asl));
  const clock = new JumpingClock();
  const scenarios = new Map<string, { readonly scenario: Scenario; readonly failed: Map<string, number> }>();
  const invoke: ServiceIntegration = async ({ executionName, stateName, taskToken }) => {
    const { scenario, failed } = scenarios.get(executionName)!;
    const before = failed.get(stateName) ?? 0;
    const error = scenario[stateName]?.errors?.[before] ?? scenario[stateName]?.forEver;
    if (error !== undefined) {
      // A task takes its time: what stands beside it in a group has got on meanwhile.
      await sleep(clock, ANSWER_AFTER_MS);
      failed.set(stateName, before + 1);
      throw new TaskError(error, 'as the scenario says');
    }
    const answer = answers[stateName] ?? {};
    if (taskToken !== undefined) {
      clock.schedule(ANSWER_AFTER_MS, () => {
        try {
          engine.sendTaskSuccess(taskToken, JSON.stringify(answer));
        } catch (error) {
          // Another branch of its group has failed meanwhile: nobody waits any more.
          if (!(error instanceof EngineError && error.code === 'TaskTimedOut')) throw error;
        }
      });
    }
    return { StatusCode: 200, Payload: answer };
  };
  const engine = new Engine({
    clock,
    random: () => 0.5,
    integrations: () => invoke,
    region: 'us-east-1',
    accountId: '123456789012',
  });
  return async (scenario, input = {}) => {
    const name = `run-${scenarios.size}`;
    scenarios.set(name, { scenario, failed: new Map() });
    const execution = engine.startExecution({
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Worked',
      definition,
      name,
      input: JSON.stringify(input),
    });
    await execution.done;
    return {
      status: execution.status,
      error: execution.error,
      transitions: countTransitions(execution.history),
    };
  };
};
