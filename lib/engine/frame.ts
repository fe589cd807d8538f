import { STATES_ERROR, StateFailure } from './errors';
import { failureDetails } from './history';
import type { MapItem } from './identity';
import type { Payload } from './payload';
import type { GroupPoint } from './redrive/point';
import type { TestStep } from './state-test';
import type { Thread } from './thread';

/** The context object. Source: developer guide, "Accessing execution data from the Context object". */
export interface ContextObject {
  readonly Execution: {
    readonly Id: string;
    readonly Input: unknown;
    readonly Name: string;
    readonly RoleArn: string;
    readonly StartTime: string;
    readonly RedriveCount: number;
    readonly RedriveTime?: string;
  };
  readonly State: { readonly Name: string; readonly EnteredTime: string; readonly RetryCount?: number };
  readonly StateMachine: { readonly Id: string; readonly Name: string };
  readonly Task?: { readonly Token: string };
  readonly Map?: { readonly Item: MapItem };
}

/** One state that is being executed, over all its attempts. */
export class Frame {
  /** Retries so far. */
  retryCount = 0;
  /** The token of the attempt under way, when the Task waits for one. */
  taskToken: string | undefined;
  /** How far the branches or iterations of a redriven state had come. */
  point: GroupPoint | undefined;
  private made: { readonly attempt: string; readonly context: ContextObject } | undefined;

  constructor(
    readonly thread: Thread,
    readonly name: string,
    readonly input: Payload,
    /** Id of the event by which the state was entered; messages name it. */
    readonly enteredEventId: number,
    private readonly enteredAt: number,
    /** States that cannot be retried have no RetryCount. Source: recorded executions. */
    private readonly retriable: boolean,
    readonly mapItem: MapItem | undefined = thread.mapItem,
  ) {}

  /** The same state, seen from one item of a Map: what ItemSelector is evaluated in. */
  forItem(mapItem: MapItem): Frame {
    const { thread, name, input, enteredEventId, enteredAt, retriable } = this;
    return new Frame(thread, name, input, enteredEventId, enteredAt, retriable, mapItem);
  }

  /** Shows a step of the state to whoever tests it. */
  inspect(step: TestStep, value: unknown): void {
    this.thread.host.test?.inspect(step, value);
  }

  /** Only the first attempt goes on from there: a retry starts anew. */
  takePoint(): GroupPoint | undefined {
    const { point } = this;
    this.point = undefined;
    return point;
  }

  /** Made once an attempt: most states have several fields that look at it. */
  get context(): ContextObject {
    const attempt = `${this.retryCount}:${this.taskToken}`;
    if (this.made?.attempt !== attempt) this.made = { attempt, context: this.makeContext() };
    return this.made.context;
  }

  private makeContext(): ContextObject {
    const { identity } = this.thread;
    if (identity.context) return identity.context as ContextObject;
    return {
      Execution: {
        Id: identity.executionArn,
        Input: identity.input.value,
        Name: identity.executionName,
        RoleArn: identity.roleArn,
        StartTime: identity.startTime,
        RedriveCount: identity.redrive?.count ?? 0,
        ...(identity.redrive ? { RedriveTime: identity.redrive.time } : {}),
      },
      ...(this.mapItem ? { Map: { Item: this.mapItem } } : {}),
      State: {
        Name: this.name,
        EnteredTime: new Date(this.enteredAt).toISOString(),
        ...(this.retriable ? { RetryCount: this.retryCount } : {}),
      },
      StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
      ...(this.taskToken === undefined ? {} : { Task: { Token: this.taskToken } }),
    };
  }

  /** An error that no Retry and no Catch sees. */
  runtimeFailure(reason: string): StateFailure {
    return this.failure(STATES_ERROR.runtime, reason);
  }

  failure(error: string, reason: string): StateFailure {
    return new StateFailure(error, this.explain(reason));
  }

  /** An expression, or a value it yielded, was no good: recorded as an event of its own. */
  evaluationFailure(reason: string, location: string | undefined): StateFailure {
    const cause = this.explain(reason);
    this.thread.record('EvaluationFailed', {
      evaluationFailedEventDetails: {
        ...failureDetails(STATES_ERROR.queryEvaluationError, cause),
        ...(location === undefined ? {} : { location }),
        state: this.name,
      },
    });
    return new StateFailure(STATES_ERROR.queryEvaluationError, cause);
  }

  private explain(reason: string): string {
    const where = `the state '${this.name}' (entered at the event id #${this.enteredEventId})`;
    return `An error occurred while executing ${where}. ${reason}`;
  }
}
