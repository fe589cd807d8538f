import { CANCELLED } from './cancellation';
import type { Timer } from './clock';
import { STATES_ERROR, StateFailure, TaskError } from './errors';
import type { Frame } from './frame';
import type { ServiceIntegration, TaskCall, TaskTarget } from './integration';
import { Payload } from './payload';
import type { CallLimits, TaskEvents } from './task-events';
import type { Callback, CallbackListener, CallbackOutcome } from './task-tokens';

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
  const { frame, target } = request;
  const integration = frame.thread.host.integrations(target.resource);
  if (!integration) {
    const cause = `There is no integration for the resource ${target.resource} of the state '${frame.name}'`;
    return Promise.resolve(new StateFailure(STATES_ERROR.taskFailed, cause));
  }
  return new Promise((resolve, reject) => new Attempt(request, resolve, reject).begin(integration));
};

/** Invariant: it ends once; then no timer of it runs, and no answer is taken. */
class Attempt implements CallbackListener {
  private readonly call: Call;
  private readonly forget: () => void;
  private timeout: Timer | undefined;
  private heartbeat: Timer | undefined;
  private over = false;
  private submitted = false;
  /** A quick consumer answers before the send does: its answer waits, so that the history has them in order. */
  private early: CallbackOutcome | undefined;

  constructor(
    private readonly request: ServiceRequest,
    private readonly resolve: (outcome: Payload | StateFailure) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.call = new Call(request, (response) => this.onSubmitted(response));
    this.forget = request.frame.thread.scope.onCancel(() => this.cutOff());
  }

  begin(integration: ServiceIntegration): void {
    const { callback, target } = this.request;
    if (target.kind !== 'activity') this.startTimers();
    callback?.listen(this);
    integration(this.call)
      .then(
        (response) => this.answered(response),
        (error: unknown) => this.settle(asFailure(error)),
      )
      .catch((error: unknown) => {
        if (this.end()) this.reject(error);
      });
  }

  /** An activity's time runs from when a worker has taken it. Source: developer guide, "Task workflow state". */
  private startTimers(): void {
    const { limits, callback, frame } = this.request;
    if (limits.timeoutSeconds !== undefined) {
      const { clock } = frame.thread.host;
      this.timeout = clock.schedule(limits.timeoutSeconds * 1000, () => this.giveUp(STATES_ERROR.timeout));
    }
    if (callback) this.onHeartbeat();
  }

  onOutcome(outcome: CallbackOutcome): void {
    if (this.submitted) this.settle(fromCallback(outcome));
    else this.early = outcome;
  }

  onHeartbeat(): void {
    const { limits, frame } = this.request;
    this.heartbeat?.cancel();
    if (limits.heartbeatSeconds === undefined || this.over) return;
    const giveUp = (): void => this.giveUp(STATES_ERROR.heartbeatTimeout);
    this.heartbeat = frame.thread.host.clock.schedule(limits.heartbeatSeconds * 1000, giveUp);
  }

  /** The service has taken the job, and the Task waits for its end. */
  onSubmitted(response: unknown): void {
    if (!this.over) this.request.events.submitted(this.request.frame.thread, Payload.of(response));
  }

  private answered(response: unknown): void {
    if (this.over) return;
    const result = Payload.of(response);
    if (!this.request.callback) {
      this.settle(result);
      return;
    }
    this.request.events.submitted(this.request.frame.thread, result);
    this.submitted = true;
    if (this.request.target.kind === 'activity') this.startTimers();
    if (this.early) this.settle(fromCallback(this.early));
  }

  private settle(outcome: Payload | StateFailure): void {
    if (this.end()) this.resolve(outcome);
  }

  private giveUp(error: string): void {
    if (!this.end()) return;
    this.call.abort();
    this.resolve(new StateFailure(error, undefined));
  }

  private cutOff(): void {
    if (!this.end()) return;
    this.call.abort();
    this.request.callback?.close();
    this.reject(CANCELLED);
  }

  private end(): boolean {
    if (this.over) return false;
    this.over = true;
    this.timeout?.cancel();
    this.heartbeat?.cancel();
    this.forget();
    return true;
  }
}

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

  constructor(
    { frame, target, input, callback }: ServiceRequest,
    readonly submitted: (response: unknown) => void,
  ) {
    const { identity } = frame.thread;
    this.resource = target.resource;
    this.arguments = input.value;
    this.executionArn = identity.executionArn;
    this.executionName = identity.executionName;
    this.stateMachineArn = identity.stateMachineArn;
    this.stateName = frame.name;
    this.attempt = frame.retryCount + 1;
    if (callback) this.taskToken = callback.token;
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
