import { isActivity } from '../asl';
import { type ServiceIntegration, STATES_ERROR, type TaskCall, TaskError } from '../engine';
import type { GuardedCall } from './guard';
import { activityTask, argumentsOf, type Integrations, serviceTaskError } from './integrations';
import type { Mocks, TokenAnswers } from './mocks';
import type { Activities } from './states';

export interface TaskCallOptions {
  readonly activities: Activities;
  readonly integrations: Integrations;
  readonly mocks: Mocks;
  readonly answers: TokenAnswers;
  /** Throws what the service answers when the role of the execution may not. */
  readonly demand: (call: TaskCall, asked: GuardedCall) => void;
  /** The execution that somebody started; a child execution of a distributed Map belongs to it. */
  readonly rootOf: (executionArn: string) => string;
  /** Told before anything else of a call. */
  readonly before: (call: TaskCall) => void;
  /** Told when a call goes out. */
  readonly onCall: (call: TaskCall) => void;
}

/** Who does a Task: a mock of its test case, an activity, or the service that it names. */
export const taskCalls =
  ({ activities, integrations, mocks, answers, demand, rootOf, before, onCall }: TaskCallOptions) =>
  (resource: string): ServiceIntegration | undefined => {
    const activity = activityTask(activities, resource);
    if (isActivity(resource) && !activity) return undefined;
    const integration = activity ?? integrations.find(resource);
    return async (call) => {
      before(call);
      const mock = mocks.of(call, rootOf(call.executionArn), answers);
      if (mock) return mock();
      if (!integration) throw notHere(call);
      try {
        for (const asked of integration.asks(argumentsOf(call), call)) demand(call, asked);
        onCall(call);
        return await integration.run(call);
      } catch (error) {
        throw serviceTaskError(integration.errors, error);
      }
    };
  };

const notHere = ({ resource, stateName }: TaskCall): TaskError =>
  new TaskError(
    STATES_ERROR.taskFailed,
    `The integration ${resource} does not run here, and no mock of this execution's test case answers for the state '${stateName}'`,
  );
