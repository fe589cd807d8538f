import { CANCELLED } from './cancellation';
import type { Timer } from './clock';
import { STATES_ERROR, StateFailure, TaskError } from './errors';
import type { Frame } from './frame';
import type { TaskCall, TaskTarget } from './integration';
import { Payload } from './payload';
import type { CallLimits, TaskEvents } from './task-events';
import type { Callback, CallbackOutcome } from './task-tokens';

export interface ServiceRequest {
  readonly frame: Frame;
  readonly target: TaskTarget;
  readonly input: Payload;
  readonly limits: CallLimits;
  /** There when the answer comes under a token. */
  readonly callback: Callback | undefined;
  readonly events: TaskEvents;
}

/**
 * One attempt: calls the service, and waits for its answer or, with a token, for the one that comes under it. Resolves
 * with the result or the failure; rejects with CANCELLED when the thread is cut off. Whatever comes first counts,
 * later answers are dropped; the service is told by its signal that nobody waits any more.
 */
export const callService = (request: ServiceRequest): Promise<Payload | StateFailure> => {
  const { frame, target, limits, callback, events } = request;
  const { thread } = frame;
  const { clock } = thread.host;
  const integration = thread.host.integrations(target.resource);
  if (!integration) {
    const cause = `There is no integration for the resource ${target.resource} of the state '${frame.name}'`;
    return Promise.resolve(new StateFailure(STATES_ERROR.taskFailed, cause));
  }

  return new Promise((resolve, reject) => {
    const call = new Call(request);
    let timeout: Timer | undefined;
    let heartbeat: Timer | undefined;
    let over = false;
    const end = (): boolean => {
      if (over) return false;
      over = true;
      timeout?.cancel();
      heartbeat?.cancel();
      forget();
      return true;
    };
    const settle = (outcome: Payload | StateFailure): void => {
      if (end()) resolve(outcome);
    };
    const giveUp = (error: string): void => {
      if (!end()) return;
      call.abort();
      resolve(new StateFailure(error, undefined));
    };
    const forget = thread.scope.onCancel(() => {
      if (!end()) return;
      call.abort();
      callback?.close();
      reject(CANCELLED);
    });
    const expectHeartbeat = (): void => {
      heartbeat?.cancel();
      if (limits.heartbeatSeconds === undefined || over) return;
      heartbeat = clock.schedule(limits.heartbeatSeconds * 1000, () => giveUp(STATES_ERROR.heartbeatTimeout));
    };

    if (limits.timeoutSeconds !== undefined) {
      timeout = clock.schedule(limits.timeoutSeconds * 1000, () => giveUp(STATES_ERROR.timeout));
    }
    // A quick consumer answers before the send does: its answer waits, so that the history has them in order.
    let submitted = false;
    let early: CallbackOutcome | undefined;
    if (callback) {
      expectHeartbeat();
      callback.listen({
        onOutcome: (outcome) => {
          if (submitted) settle(fromCallback(outcome));
          else early = outcome;
        },
        onHeartbeat: expectHeartbeat,
      });
    }
    const answered = (response: unknown): void => {
      if (over) return;
      if (!callback) {
        settle(Payload.of(response));
        return;
      }
      events.submitted(thread, Payload.of(response));
      submitted = true;
      if (early) settle(fromCallback(early));
    };
    integration(call)
      .then(answered, (error: unknown) => settle(asFailure(error)))
      .catch((error: unknown) => {
        if (end()) reject(error);
      });
  });
};

/** The request as the service sees it. The signal is made when somebody asks for it: most never do. */
class Call implements TaskCall {
  private controller: AbortController | undefined;
  private aborted = false;
  readonly resource: string;
  readonly arguments: unknown;
  readonly executionArn: string;
  readonly executionName: string;
  readonly stateMachineArn: string;
  readonly stateName: string;
  readonly attempt: number;
  declare readonly taskToken?: string;

  constructor({ frame, target, input }: ServiceRequest) {
    const { identity } = frame.thread;
    this.resource = target.resource;
    this.arguments = input.value;
    this.executionArn = identity.executionArn;
    this.executionName = identity.executionName;
    this.stateMachineArn = identity.stateMachineArn;
    this.stateName = frame.name;
    this.attempt = frame.retryCount + 1;
    if (frame.taskToken !== undefined) this.taskToken = frame.taskToken;
  }

  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.aborted) this.controller.abort();
    }
    return this.controller.signal;
  }

  abort(): void {
    this.aborted = true;
    this.controller?.abort();
  }
}

const fromCallback = (outcome: CallbackOutcome): Payload | StateFailure =>
  outcome.kind === 'success' ? Payload.parse(outcome.output) : new StateFailure(outcome.error, outcome.cause);

/** TaskError is the contract; anything else that was thrown fails the task under its own name. */
const asFailure = (error: unknown): StateFailure => {
  if (error instanceof TaskError) return new StateFailure(error.error, error.taskCause);
  if (error instanceof Error) return new StateFailure(error.name, error.message);
  return new StateFailure(STATES_ERROR.taskFailed, String(error));
};
