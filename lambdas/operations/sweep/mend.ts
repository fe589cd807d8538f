import {
  ensureUnwind,
  executionArn,
  isDead,
  isRunning,
  isUnwindGivenUp,
  type LoggedSaga,
  newestUnwind,
  parkedMessage,
  raiseToFold,
  referenceOf,
  startOf,
  unwindName,
} from '../../../lib/runtime';
import {
  type ExecutionSummary,
  foldEvents,
  hasUnwindMark,
  isOver,
  type SagaEvent,
  type SagaState,
} from '../../../lib/saga';
import { deadExecutionEvent } from '../messages';
import { hasLiveMessage, type OpenStep, openSteps, parkEventOf } from './open-steps';
import type { SweepTools } from './sweep-tools';

/**
 * Brings one saga that should be over nearer to its end: repairs its header, reports its execution when that died, parks
 * again what nobody works on. It never stops anything, and asks Step Functions only what the log cannot say.
 */
export const mend = async (logged: LoggedSaga, tools: SweepTools): Promise<void> => {
  const saga = referenceOf(logged.header);
  const state = foldEvents(logged.header.steps, logged.events);
  if (state.status !== logged.header.status) await tools.log.raise(saga, state.status, tools.now());
  if (isOver(state.status) || isServed(state, logged, tools)) return;
  // A person has been called for it.
  if (isUnwindGivenUp(logged.events)) return;
  const last = await lastExecution(logged, tools);
  if (last && isRunning(last.execution)) return;
  if (hasUnwindMark(logged.events) && (!last || last.machineArn === tools.stateMachineArn)) {
    await ensureUnwind(
      tools,
      startOf(tools.definition, saga),
      logged.events,
      'its unwind was asked for and never ran',
    );
    return;
  }
  if (last && isDead(last.execution) && !isFinishedForward(logged.events)) {
    await reportDead(last, tools);
    return;
  }
  const backward = isBackward(state, logged.events, last?.execution);
  if (!last && !backward && !isPastPivot(state)) {
    await ensureUnwind(
      tools,
      startOf(tools.definition, saga),
      logged.events,
      'Step Functions does not know its execution, and it never got past its pivot',
    );
    return;
  }
  // It ended by itself, or is being finished step by step, or Step Functions has forgotten it: what is still open was
  // parked, or should have been.
  const open = openSteps(state, logged, backward).filter(
    (one) => !hasLiveMessage(one, logged, tools.clock.now()),
  );
  for (const one of open) await parkAgain(one, logged, tools);
};

/**
 * Everything that is still open was given up, and its message lies in a queue: its execution is over, or will be without
 * anybody's help, and nothing that Step Functions says would change what there is to do.
 */
const isServed = (state: SagaState, logged: LoggedSaga, { clock }: SweepTools): boolean => {
  if (state.status !== 'COMPENSATION_FAILED' && state.status !== 'COMPLETION_FAILED') return false;
  const open = openSteps(state, logged, state.status === 'COMPENSATION_FAILED');
  return open.every((one) => hasLiveMessage(one, logged, clock.now()));
};

/**
 * Past the pivot a dead execution is finished by parked steps: reported again it would park them all again, with every
 * sweep.
 */
const isFinishedForward = (events: readonly SagaEvent[]): boolean =>
  !hasUnwindMark(events) && events.some(({ type }) => type === 'StepParked');

interface LastExecution {
  readonly name: string;
  readonly machineArn: string;
  readonly execution: ExecutionSummary;
}

/** The newest unwind that was really started, else the saga's own execution. */
const lastExecution = async (
  { header, events }: LoggedSaga,
  tools: SweepTools,
): Promise<LastExecution | undefined> => {
  const unwind = newestUnwind(events);
  const candidates = [
    ...(unwind > 0 ? [{ name: unwindName(header.sagaId, unwind), machineArn: tools.unwindMachineArn }] : []),
    { name: header.sagaId, machineArn: tools.stateMachineArn },
  ];
  for (const candidate of candidates) {
    const execution = await tools.orchestrator.describe(executionArn(candidate.machineArn, candidate.name));
    if (execution) return { ...candidate, execution };
  }
  return undefined;
};

const reportDead = async (
  { name, machineArn, execution }: LastExecution,
  tools: SweepTools,
): Promise<void> => {
  await tools.errors.send(
    deadExecutionEvent({
      executionArn: execution.arn,
      stateMachineArn: machineArn,
      name,
      status: execution.status,
      ...(execution.startTime ? { startDate: Date.parse(execution.startTime) } : {}),
    }),
  );
};

/** The end of its execution counts as much as the log: a compensation that never ran has logged nothing. */
const isBackward = (
  { status }: SagaState,
  events: readonly SagaEvent[],
  execution: ExecutionSummary | undefined,
): boolean =>
  hasUnwindMark(events) ||
  status === 'COMPENSATING' ||
  status === 'COMPENSATION_FAILED' ||
  execution?.error === 'SagaCompensated' ||
  execution?.error === 'SagaCompensationFailed';

/** A step behind the pivot was begun, or everything before it is there. */
const isPastPivot = ({ steps }: SagaState): boolean =>
  steps.some(({ type, status }) => type === 'retriable' && status !== 'PENDING') ||
  steps.every(({ type, status }) => type === 'retriable' || status === 'SUCCEEDED' || status === 'SKIPPED');

const parkAgain = async (
  { step, phase }: OpenStep,
  { header, events }: LoggedSaga,
  tools: SweepTools,
): Promise<void> => {
  const saga = referenceOf(header);
  const error = {
    error: 'MessageLost',
    cause: 'no message about this step can be alive: parked again by the sweeper',
  };
  await tools.errors.send(parkedMessage(saga, step, phase, error));
  await tools.log.append(saga, {
    type: parkEventOf(phase),
    step,
    runner: 'sweeper',
    attempt: events.filter(({ runner }) => runner === 'sweeper').length + 1,
    at: tools.now(),
    error,
  });
  await raiseToFold(saga, tools);
};
