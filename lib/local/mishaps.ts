import type { CallNote } from './http';
import type { LambdaService } from './lambda';

/** A call that a function makes, and the invocation that makes it. */
export interface FunctionCall extends Pick<CallNote, 'service' | 'operation' | 'input'> {
  readonly functionName: string;
  /** Of the invocation. */
  readonly requestId: string;
  /** The event of the invocation, as JSON. */
  readonly payload: string;
}

/** A message that a function is about to get from its queue. */
export interface Delivery {
  /** Name. */
  readonly queue: string;
  readonly body: string;
}

/** What befalls single calls and messages, for whoever tries all of them; asked once for each. */
export interface Mishaps {
  /**
   * Whether the function dies at this call: `before` it reaches the service, or `after` the service has carried it out,
   * of which nobody hears.
   */
  readonly dies?: (call: FunctionCall, moment: 'before' | 'after') => boolean;
  /**
   * `twice`: it is there again once it has been dealt with, as if its deletion had been lost. A number: it comes so many
   * seconds later.
   */
  readonly delivered?: (delivery: Delivery) => 'twice' | number | undefined;
}

/** Kills the worker that makes a call when the mishaps say so; whether it did. */
export const killedBy =
  ({ dies }: Mishaps, lambda: LambdaService) =>
  ({ service, operation, input, caller }: CallNote, moment: 'before' | 'after'): boolean => {
    const invocation = dies && lambda.current(caller);
    if (!invocation) return false;
    const { functionName, requestId, payload } = invocation;
    if (!dies({ service, operation, input, functionName, requestId, payload }, moment)) return false;
    lambda.kill(invocation);
    return true;
  };
