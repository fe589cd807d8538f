import {
  type ExecutionSummary,
  type Orchestrator,
  SAGA_ENDS,
  SagaError,
  type SagaEvent,
  type SagaLog,
  type SagaReference,
  type SagaStart,
} from '../saga';
import { executionArn } from './sfn-orchestrator';

/** Ends of a machine that it chose itself; an execution that is over in any other way died. */
const OWN_ENDS: ReadonlySet<string> = new Set(SAGA_ENDS);

export const isRunning = (execution: ExecutionSummary | undefined): boolean =>
  execution?.status === 'RUNNING' || execution?.status === 'PENDING_REDRIVE';

/** True when the execution ended where no Catch could see it. */
export const isDead = (execution: ExecutionSummary): boolean =>
  execution.status === 'ABORTED' ||
  execution.status === 'TIMED_OUT' ||
  (execution.status === 'FAILED' && !OWN_ENDS.has(execution.error ?? ''));

/** `order-4711-u2`: name of the n-th unwind of a saga. Other characters would keep an execution out of CloudWatch's logs. */
export const unwindName = (sagaId: string, n: number): string => `${sagaId}-u${n}`;

/**
 * Which saga an execution belongs to, and which unwind of it it is; 0 is the saga's own. The machine tells them apart and
 * never the name, because a saga's id may look like an unwind's. (Earlier unwinds had a dot before their number.)
 */
export const parseExecution = (
  { name, stateMachineArn }: { readonly name: string; readonly stateMachineArn: string },
  unwindMachineArn: string,
): { readonly sagaId: string; readonly unwind: number } => {
  const match = stateMachineArn === unwindMachineArn ? /^(.*)[-.]u(\d+)$/.exec(name) : null;
  return match ? { sagaId: match[1] as string, unwind: Number(match[2]) } : { sagaId: name, unwind: 0 };
};

/** Number of the newest unwind that the log knows of. */
export const newestUnwind = (events: readonly SagaEvent[]): number =>
  events
    .filter(({ type }) => type === 'UnwindStarted')
    .reduce((newest, { runner }) => Math.max(newest, Number(runner.slice(1))), 0);

/** Unwinds that are started without anybody's asking; each waits longer than the one before it, five hours in all. */
export const MAX_UNWINDS = 10;

/** The newest unwind died as those before it did, and no other is started until somebody asks for it. */
export const isUnwindGivenUp = (events: readonly SagaEvent[]): boolean =>
  events.some(({ type, runner }) => type === 'UnwindGivenUp' && runner === `u${newestUnwind(events)}`);

export interface UnwindTools {
  readonly log: SagaLog;
  readonly orchestrator: Orchestrator;
  readonly unwindMachineArn: string;
  readonly now: () => string;
}

/**
 * Sees to it that an unwind machine runs, or has done its work. The event is written first, if absent; starting again
 * under the same name is harmless; the number rises only when the last one is known to be dead, or ended without
 * seeing what is to be undone now, and up to `most`.
 */
export const ensureUnwind = async (
  tools: UnwindTools,
  start: SagaStart,
  events: readonly SagaEvent[],
  reason: string,
  most = Number.POSITIVE_INFINITY,
): Promise<{ readonly name: string; readonly started: boolean }> => {
  const { saga } = start;
  const newest = newestUnwind(events);
  if (newest > 0) {
    const last = await tools.orchestrator.describe(
      executionArn(tools.unwindMachineArn, unwindName(saga.id, newest)),
    );
    if (last && !isDead(last)) return { name: unwindName(saga.id, newest), started: false };
    if (!last) return startUnwind(tools, start, newest, reason);
    if (newest >= most) return { name: unwindName(saga.id, newest), started: false };
  }
  return startUnwind(tools, start, newest + 1, reason);
};

const startUnwind = async (
  tools: UnwindTools,
  start: SagaStart,
  n: number,
  reason: string,
): Promise<{ readonly name: string; readonly started: boolean }> => {
  const name = unwindName(start.saga.id, n);
  const started: SagaEvent = { type: 'UnwindStarted', runner: `u${n}`, attempt: 1, at: tools.now(), reason };
  await tools.log.appendAndRaise(start, [started], 'COMPENSATING');
  const outcome = await tools.orchestrator.start(tools.unwindMachineArn, name, unwindInput(start.saga));
  return { name, started: outcome === 'started' };
};

/** The same for the same saga, byte for byte: Step Functions takes a second start under a name only then. */
const unwindInput = ({ name, id, version, startTime, deadlineSeconds }: SagaReference): string =>
  JSON.stringify({ saga: { name, id, version, startTime, deadlineSeconds } });

/** @throws SagaError `UnknownSaga` */
export const unknownSaga = (name: string, id: string): SagaError =>
  new SagaError(
    'UnknownSaga',
    `there is no ${name} saga '${id}': check the id, or list sagas with 'saga list'`,
  );
