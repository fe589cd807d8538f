import {
  ensureUnwind,
  executionArn,
  isDead,
  isRunning,
  type LoggedSaga,
  newestUnwind,
  parkedMessage,
  parseExecutionName,
  raiseToFold,
  referenceOf,
  startOf,
  unwindName,
} from '../../lib/runtime';
import {
  type ExecutionSummary,
  foldEvents,
  hasUnwindMark,
  isOver,
  MESSAGE_LIFE_SECONDS,
  type ParkedMessage,
  reachedBackward,
  type SagaEvent,
  type SagaHeader,
  type SagaState,
  type SagaStatus,
} from '../../lib/saga';
import { deadExecutionEvent } from './messages';
import { type ErrorsTools, sweeperTools } from './tools';

type Tools = Omit<ErrorsTools, 'invoke'>;

/** Statuses in which a saga is open. */
const OPEN: readonly SagaStatus[] = [
  'PENDING',
  'RUNNING',
  'COMPLETION_FAILED',
  'COMPENSATING',
  'COMPENSATION_FAILED',
];

/**
 * Finds sagas that should be over and are not: events get lost, and messages expire. It repairs the header, reports
 * executions that died, and parks again what nobody works on. It never stops anything.
 */
export const sweeper = (makeTools: () => Tools) => async (): Promise<{ readonly looked: number }> => {
  const tools = makeTools();
  // A saga whose header is put right on the way turns up again under its new status.
  const looked = new Set<string>();
  for (const status of OPEN) {
    let next: string | undefined;
    do {
      const page = await tools.log.list({
        name: tools.definition.name,
        status,
        dueBefore: tools.now(),
        ...(next ? { next } : {}),
      });
      for (const header of page.sagas) {
        if (looked.has(header.sagaId)) continue;
        looked.add(header.sagaId);
        await sweep(header, tools);
      }
      next = page.next;
    } while (next);
  }
  tools.logger.info('swept', { count: looked.size });
  return { looked: looked.size };
};

export const handler = sweeper(sweeperTools);

/** One saga's trouble must not keep the sweeper from the others. */
const sweep = async (header: SagaHeader, tools: Tools): Promise<void> => {
  try {
    const logged = await tools.log.read({ name: header.sagaName, id: header.sagaId });
    if (logged) await mend(logged, tools);
  } catch {
    tools.logger.warn('a saga could not be swept', { sagaName: header.sagaName, sagaId: header.sagaId });
  }
};

const mend = async (logged: LoggedSaga, tools: Tools): Promise<void> => {
  const saga = referenceOf(logged.header);
  const state = foldEvents(logged.header.steps, logged.events);
  await raiseToFold(saga, tools);
  if (isOver(state.status)) return;
  const last = await lastExecution(logged, tools);
  if (last && isRunning(last.execution)) return;
  if (hasUnwindMark(logged.events) && (!last || parseExecutionName(last.name).unwind === 0)) {
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
    ({ step, phase }) => !hasLiveMessage(step, phase, logged, tools),
  );
  for (const { step, phase } of open) await parkAgain(step, phase, logged, tools);
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
  tools: Tools,
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

const reportDead = async ({ name, machineArn, execution }: LastExecution, tools: Tools): Promise<void> => {
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

interface OpenStep {
  readonly step: string;
  readonly phase: ParkedMessage['phase'];
}

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

const openSteps = (state: SagaState, { events }: LoggedSaga, backward: boolean): readonly OpenStep[] => {
  if (!backward) {
    return state.steps
      .filter(({ type, status }) => type === 'retriable' && status !== 'SUCCEEDED' && status !== 'SKIPPED')
      .map(({ name }) => ({ step: name, phase: 'action' }));
  }
  const undoable = state.steps.filter(({ type }) => type !== 'retriable');
  const reached = reachedBackward(undoable, hasUnwindMark(events));
  return undoable
    .filter(({ status }) => status !== 'COMPENSATED' && status !== 'SKIPPED')
    .filter((step) => reached.includes(step) || step.status !== 'PENDING')
    .map(({ name }) => ({ step: name, phase: 'compensation' }));
};

const parkEventOf = (phase: ParkedMessage['phase']) =>
  phase === 'compensation' ? ('CompensationFailed' as const) : ('StepParked' as const);

const hasLiveMessage = (
  step: string,
  phase: ParkedMessage['phase'],
  { events }: LoggedSaga,
  tools: Tools,
): boolean =>
  events.some(
    (event) =>
      event.step === step &&
      event.type === parkEventOf(phase) &&
      tools.clock.now() - Date.parse(event.at) < MESSAGE_LIFE_SECONDS * 1000,
  );

const parkAgain = async (
  step: string,
  phase: ParkedMessage['phase'],
  { header, events }: LoggedSaga,
  tools: Tools,
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
