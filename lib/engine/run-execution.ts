import { CANCELLED, CancelScope } from './cancellation';
import { STATES_ERROR, StateFailure } from './errors';
import type { Ending, Execution } from './execution';
import type { Host } from './host';
import type { Chain } from './node';
import type { OpenChain } from './redrive/point';
import { runChain } from './run-chain';
import { Thread } from './thread';
import { Variables } from './variables';

/** Runs an execution to its end, from its first state or, redriven, from where it stood. */
export const runExecution = (
  host: Host,
  execution: Execution,
  chain: Chain,
  timeoutSeconds: number | undefined,
  point?: OpenChain,
): void => {
  const { identity } = execution;
  const scope = new CancelScope();
  const variables = new Variables();
  variables.assign(identity.variables ?? {});
  const thread = new Thread(host, identity, variables, scope, execution.log, undefined);
  const timeout =
    timeoutSeconds === undefined
      ? undefined
      : host.clock.schedule(timeoutSeconds * 1000, () => execution.end({ status: 'TIMED_OUT' }));
  execution.onEnd(() => {
    timeout?.cancel();
    scope.cancel(0);
  });
  runChain(thread, chain, identity.input, point).then(
    (output) => execution.end({ status: 'SUCCEEDED', output }),
    (error: unknown) => {
      if (error !== CANCELLED) execution.end(failedBy(error));
    },
  );
};

/** An error that is no StateFailure is a fault of the engine: it ends the execution, and says so. */
const failedBy = (error: unknown): Ending =>
  error instanceof StateFailure
    ? { status: 'FAILED', error: error.error, cause: error.failureCause }
    : { status: 'FAILED', error: STATES_ERROR.runtime, cause: `Engine fault: ${(error as Error).stack}` };
