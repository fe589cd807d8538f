import type { Catcher, Retrier } from '../asl';
import type { Chain, Completion, Node } from './chain';
import { STATES_ERROR, StateFailure } from './errors';
import { Frame } from './frame';
import { NOT_TRUNCATED } from './history';
import { tooLarge } from './limits';
import { exceeds, PAYLOAD_LIMIT_BYTES, type Payload } from './payload';
import type { ErrorOutput, Settlement } from './query/state-query';
import { catcherFor, RetryCounter } from './retry';
import { STATE_TRAITS } from './state-traits';
import type { Thread } from './thread';

/** Runs a chain to its end and answers its output. Throws StateFailure, or CANCELLED. */
export const runChain = async (thread: Thread, chain: Chain, input: Payload): Promise<Payload> => {
  let name: string | undefined = chain.startAt;
  let payload = input;
  while (name !== undefined) {
    const completion: Completion = await runState(thread, chain.nodes.get(name) as Node, payload);
    payload = completion.settlement.output;
    name = completion.next;
  }
  return payload;
};

const runState = async (thread: Thread, node: Node, input: Payload): Promise<Completion> => {
  const { Type } = node.state;
  const traits = STATE_TRAITS[Type];
  const enteredAt = thread.host.clock.now();
  const entered = thread.record(`${Type}StateEntered`, {
    stateEnteredEventDetails: { name: node.name, input: input.text, inputDetails: NOT_TRUNCATED },
  });
  const frame = new Frame(thread, node.name, input, entered, enteredAt, traits.retriable);
  const forget = traits.abortable
    ? thread.scope.onCancel(() => thread.recordAbort(`${Type}StateAborted`))
    : undefined;
  let completion: Completion;
  try {
    completion = await attempt(frame, node);
  } finally {
    forget?.();
  }
  leave(frame, Type, completion.settlement);
  return completion;
};

/** Runs the state until it succeeds, is caught, or fails for good. */
const attempt = async (frame: Frame, node: Node): Promise<Completion> => {
  const { Retry, Catch } = node.state as { Retry?: readonly Retrier[]; Catch?: readonly Catcher[] };
  let retries: RetryCounter | undefined;
  for (;;) {
    try {
      const completion = await node.run(frame);
      checkSize(frame, completion.settlement);
      return completion;
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      if (Retry) retries ??= new RetryCounter(Retry, frame.thread.host.random);
      const delay = retries?.next(error);
      if (delay === undefined) {
        recordFailure(frame, node, error);
        return caught(frame, node, Catch, error);
      }
      await frame.thread.sleep(delay);
      frame.retryCount++;
    }
  }
};

const recordFailure = (frame: Frame, { state }: Node, { error }: StateFailure): void => {
  if (STATE_TRAITS[state.Type].failsWithEvent && error !== STATES_ERROR.runtime) {
    frame.thread.record(`${state.Type}StateFailed`);
  }
};

const caught = async (
  frame: Frame,
  node: Node,
  catchers: readonly Catcher[] | undefined,
  failure: StateFailure,
): Promise<Completion> => {
  const index = catcherFor(catchers, failure);
  const catcher = catchers?.[index];
  if (!catcher) throw failure;
  const settlement = await node.query.settleCaught(frame, index, errorOutput(failure));
  checkSize(frame, settlement);
  return { settlement, next: catcher.Next };
};

/** A timeout has an empty cause; what came without error or cause has null. Source: recorded executions. */
const errorOutput = (failure: StateFailure): ErrorOutput => {
  const timedOut = failure.error === STATES_ERROR.timeout || failure.error === STATES_ERROR.heartbeatTimeout;
  return { Error: failure.error ?? null, Cause: failure.failureCause ?? (timedOut ? '' : null) };
};

const checkSize = (frame: Frame, { output, assigned }: Settlement): void => {
  const large =
    output.exceedsLimit || (assigned !== undefined && exceeds(JSON.stringify(assigned), PAYLOAD_LIMIT_BYTES));
  if (large) throw tooLarge(frame.name);
};

const leave = (frame: Frame, type: string, { output, assigned }: Settlement): void => {
  const { thread } = frame;
  if (assigned) thread.variables.assign(assigned);
  thread.record(`${type}StateExited`, {
    stateExitedEventDetails: {
      name: frame.name,
      output: output.text,
      outputDetails: NOT_TRUNCATED,
      ...(assigned ? { assignedVariables: texts(assigned), assignedVariablesDetails: NOT_TRUNCATED } : {}),
    },
  });
};

const texts = (values: Readonly<Record<string, unknown>>): Record<string, string> => {
  const result: Record<string, string> = {};
  for (const name of Object.keys(values)) result[name] = JSON.stringify(values[name]);
  return result;
};
