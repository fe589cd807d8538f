import { countTransitions, type Scenario } from '../../lib/cost';
import { Engine, JumpingClock, type ServiceIntegration, TaskError } from '../../lib/engine';

/** Runs a machine on the engine with tasks that behave as the scenario says, and counts in the history. */
export const runOnEngine = async (asl: unknown, scenario: Scenario, input: unknown = {}) => {
  const failed = new Map<string, number>();
  const invoke: ServiceIntegration = async ({ stateName }) => {
    const before = failed.get(stateName) ?? 0;
    const error = scenario[stateName]?.errors?.[before] ?? scenario[stateName]?.forEver;
    if (error === undefined) return { StatusCode: 200, Payload: {} };
    failed.set(stateName, before + 1);
    throw new TaskError(error, 'as the scenario says');
  };
  const clock = new JumpingClock();
  const engine = new Engine({
    clock,
    random: () => 0.5,
    integrations: () => invoke,
    region: 'us-east-1',
    accountId: '123456789012',
  });
  const execution = engine.startExecution({
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:Worked',
    definition: JSON.stringify(asl),
    name: 'one',
    input: JSON.stringify(input),
  });
  await execution.done;
  clock.stop();
  return {
    status: execution.status,
    error: execution.error,
    transitions: countTransitions(execution.history),
  };
};
