import type { TaskState } from '../../asl';
import { callService } from '../call-service';
import { StateFailure } from '../errors';
import type { Frame } from '../frame';
import { taskTarget } from '../integration';
import { tooLarge } from '../limits';
import type { Preparation, StateRunner } from '../node';
import { type CallLimits, taskEvents } from '../task-events';

/** The longest timeout, which is also the default. Source: developer guide, "Task workflow state". */
const LONGEST_TIMEOUT_SECONDS = 99_999_999;

export const prepareTask = (state: TaskState, { query }: Preparation): StateRunner => {
  const target = taskTarget(state.Resource);
  const events = taskEvents(target);

  const checked = (frame: Frame, field: string, value: unknown): number | undefined => {
    if (value === undefined) return undefined;
    if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= LONGEST_TIMEOUT_SECONDS) {
      return value as number;
    }
    const range = `a whole number from 1 to ${LONGEST_TIMEOUT_SECONDS}`;
    throw query.invalid(
      frame,
      field,
      `The ${field} field must be ${range} but was: ${JSON.stringify(value)}`,
    );
  };

  /** One after the other: of two that fail at once, the second would be left without anybody who takes it. */
  const limitsOf = async (frame: Frame): Promise<CallLimits> => {
    const timeout = await query.read(frame, 'TimeoutSeconds');
    const timeoutSeconds = checked(frame, 'TimeoutSeconds', timeout);
    const heartbeat = await query.read(frame, 'HeartbeatSeconds');
    return { timeoutSeconds, heartbeatSeconds: checked(frame, 'HeartbeatSeconds', heartbeat) };
  };

  return async (frame) => {
    const { thread } = frame;
    const activity = target.kind === 'activity';
    const callback = target.waitsForToken
      ? thread.host.tokens.issue(activity ? target.resource : thread.identity.stateMachineArn)
      : undefined;
    // An activity's token goes to its worker, and is not in the context object.
    frame.taskToken = activity ? undefined : callback?.token;
    try {
      const input = await query.effectiveInput(frame);
      const limits = await limitsOf(frame);
      if (input.exceedsLimit) throw tooLarge(frame.name);
      if (activity && !thread.host.integrations(target.resource)) {
        throw frame.runtimeFailure(`The activity ${target.resource} does not exist.`);
      }
      events.scheduled(thread, input, limits);
      events.started(thread);
      const outcome = await callService({ frame, target, input, limits, callback, events });
      const result =
        outcome instanceof StateFailure || !outcome.exceedsLimit ? outcome : tooLarge(target.service);
      if (result instanceof StateFailure) {
        events.failed(thread, result);
        throw result;
      }
      events.succeeded(thread, result);
      frame.inspect('result', result.value);
      return { settlement: await query.settle(frame, result), next: state.Next };
    } finally {
      callback?.close();
    }
  };
};
