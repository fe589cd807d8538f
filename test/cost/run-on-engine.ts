import { loadDefinition } from '../../lib/asl';
import { countTransitions, type Scenario } from '../../lib/cost';
import { Engine, JumpingClock, type ServiceIntegration, TaskError } from '../../lib/engine';

export interface Ran {
  readonly status: string;
  readonly error: string | undefined;
  /** Counted in the history. */
  readonly transitions: number;
}

const ANSWER_AFTER_MS = 1_000;

/** An engine on which a machine is run over and over, with tasks that behave as the scenario says. */
export const engineFor = (asl: unknown): ((scenario: Scenario, input?: unknown) => Promise<Ran>) => {
  const definition = loadDefinition(JSON.stringify(asl));
  const clock = new JumpingClock();
  const scenarios = new Map<string, { readonly scenario: Scenario; readonly failed: Map<string, number> }>();
  const invoke: ServiceIntegration = async ({ executionName, stateName, taskToken }) => {
    const { scenario, failed } = scenarios.get(executionName)!;
    const before = failed.get(stateName) ?? 0;
    const error = scenario[stateName]?.errors?.[before] ?? scenario[stateName]?.forEver;
    if (error !== undefined) {
      failed.set(stateName, before + 1);
      throw new TaskError(error, 'as the scenario says');
    }
    if (taskToken !== undefined)
      clock.schedule(ANSWER_AFTER_MS, () => engine.sendTaskSuccess(taskToken, '{}'));
    return { StatusCode: 200, Payload: {} };
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
