import type { Catcher, Retrier } from '../asl';
import { STATES_ERROR, StateFailure } from './errors';
import { Frame } from './frame';
import { NOT_TRUNCATED } from './history';
import { tooLarge } from './limits';
import type { Chain, Completion, Node } from './node';
import { exceeds, PAYLOAD_LIMIT_BYTES, Payload } from './payload';
import type { ErrorOutput, Settlement } from './query/state-query';
import type { OpenChain } from './redrive/point';
import { catcherFor, RetryCounter } from './retry';
import { STATE_TRAITS } from './state-traits';
import type { Thread } from './thread';

/**
 * Runs a chain to its end and answers its output; from `point` on when it is redriven. Throws StateFailure, or
 * CANCELLED.
 *
 * A state is left and the next one entered in the same turn: whoever stops an execution finds each of its chains in a
 * state, or at its end.
 */
export const runChain = async (
  thread: Thread,
  chain: Chain,
  input: Payload,
  point?: OpenChain,
): Promise<Payload> => {
  let node = chain.nodes.get(point?.state ?? chain.startAt) as Node;
  let entry = point ? reenter(thread, node, point) : enter(thread, node, input);
  for (;;) {
    const { frame, forget } = entry;
    const { settlement, next } = await attempt(frame, node, forget);
    forget();
    leave(frame, node.state.Type, settlement);
    if (next === undefined) return settlement.output;
    thread.host.onTransition(thread.identity.executionArn);
    node = chain.nodes.get(next) as Node;
    entry = enter(thread, node, settlement.output);
  }
};

/** A state that was entered. */
interface Entry {
  readonly frame: Frame;
  /** From now on nothing is said of it when the thread is cut off. */
  readonly forget: () => void;
}

const enter = (thread: Thread, node: Node, input: Payload): Entry => {
  const at = thread.host.clock.now();
  const id = thread.record(`${node.state.Type}StateEntered`, {
    stateEnteredEventDetails: { name: node.name, input: input.text, inputDetails: NOT_TRUNCATED },
  });
  return open(thread, node, input, id, at);
};

/** Entered once, before the redrive: its events follow that one. Source: recorded executions that were redriven. */
const reenter = (thread: Thread, node: Node, point: OpenChain): Entry => {
  thread.lastEventId = point.enteredEventId;
  thread.variables.assign(parsed(point.variables));
  const entry = open(thread, node, Payload.parse(point.input), point.enteredEventId, point.enteredAt);
  entry.frame.point = point.inside;
  return entry;
};

const open = (thread: Thread, { name, state }: Node, input: Payload, id: number, at: number): Entry => {
  const { abortable, retriable } = STATE_TRAITS[state.Type];
  const forget = abortable
    ? thread.scope.onCancel((previous) => thread.recordAbort(`${state.Type}StateAborted`, previous))
    : NOTHING;
  return { frame: new Frame(thread, name, input, id, at, retriable), forget };
};

const NOTHING = (): void => undefined;

const parsed = (texts: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text)]));

/** Runs the state until it succeeds, is caught, or fails for good. */
const attempt = async (frame: Frame, node: Node, forget: () => void): Promise<Completion> => {
  const { Retry, Catch } = node.state as { Retry?: readonly Retrier[]; Catch?: readonly Catcher[] };
  let retries: RetryCounter | undefined;
  for (;;) {
    try {
      const completion = await node.run(frame);
      checkSize(frame, completion.settlement);
      return completion;
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      frame.inspect('failure', error);
      if (Retry) retries ??= new RetryCounter(Retry, frame.thread.host.random);
      const delay = retries?.next(error);
      if (delay === undefined) {
        if (STATE_TRAITS[node.state.Type].failsWithEvent) {
          forget();
          recordFailure(frame, node, error);
        }
        return caught(frame, node, Catch, error);
      }
      await frame.thread.sleep(delay);
      frame.retryCount++;
    }
  }
};

const recordFailure = (frame: Frame, { state }: Node, { error }: StateFailure): void => {
  if (error !== STATES_ERROR.runtime) frame.thread.record(`${state.Type}StateFailed`);
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
  frame.inspect('catchIndex', index);
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
