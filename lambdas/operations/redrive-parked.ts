import {
  actionCommand,
  compensationCommand,
  isoTime,
  type LoggedSaga,
  raiseToFold,
  startOf,
} from '../../lib/runtime';
import {
  BusinessError,
  findStep,
  foldEvents,
  hasUnwindMark,
  type LoggedStep,
  type ParkedMessage,
  type SagaEvent,
  TransientError,
} from '../../lib/saga';
import type { ErrorsTools } from './tools';

/**
 * Takes up a step that its execution gave up: logs it, rebuilds the command from the log, runs it again. Done when the log
 * says so, or when there is nothing left to do; throws when it has to be tried again.
 */
export const redriveParked = async (
  parked: ParkedMessage,
  receives: number,
  tools: ErrorsTools,
): Promise<void> => {
  const { saga } = parked;
  const logged = (await tools.log.read(saga)) ?? (await logCompensation(parked, receives, tools));
  const step = logged?.header.steps.find(({ name }) => name === parked.step);
  if (!logged || !step) {
    throw new BusinessError(
      'UnknownSaga',
      `the log has no step ${parked.step} of ${saga.name} saga ${saga.id}`,
    );
  }
  if (!isSettled(parked, step, logged)) {
    await logTakenUp(parked, logged, receives, tools);
    await run(parked, step, logged, receives, tools);
  }
  await raiseToFold(saga, tools);
};

/** Not even the first compensation got through to the log; it needs no input, so it can be taken up all the same. */
const logCompensation = async (
  parked: ParkedMessage,
  receives: number,
  tools: ErrorsTools,
): Promise<LoggedSaga | undefined> => {
  const { saga, phase, step } = parked;
  const { definition } = tools;
  if (phase !== 'compensation' || saga.name !== definition.name || !findStep(definition, step))
    return undefined;
  await tools.log.appendAndRaise(
    startOf(definition, saga),
    [takenUp(parked, receives, tools)],
    'COMPENSATING',
  );
  return tools.log.read(saga);
};

/** A second copy of the message, or one that somebody settled by hand, or one that the saga has turned away from. */
const isSettled = (parked: ParkedMessage, step: LoggedStep, logged: LoggedSaga): boolean => {
  const { steps } = foldEvents(logged.header.steps, logged.events);
  const status = steps.find(({ name }) => name === step.name)?.status;
  if (parked.phase === 'compensation') return status === 'COMPENSATED' || wasUndone(step, logged.events);
  return status === 'SUCCEEDED' || status === 'SKIPPED' || hasUnwindMark(logged.events);
};

/** SKIPPED ranks above COMPENSATED, so a skipped step is looked up among the events. */
const wasUndone = (step: LoggedStep, events: readonly SagaEvent[]): boolean =>
  events.some(
    (event) =>
      event.step === step.name &&
      (event.type === 'CompensationSucceeded' || event.type === 'CompensationResolved'),
  );

const logTakenUp = async (
  parked: ParkedMessage,
  { events }: LoggedSaga,
  receives: number,
  tools: ErrorsTools,
): Promise<void> => {
  const event = takenUp(parked, receives, tools);
  if (events.some(({ type, step }) => type === event.type && step === event.step)) return;
  await logSkipped(parked, event, tools);
  await tools.log.append(parked.saga, event);
  await raiseToFold(parked.saga, tools);
};

/** No handler of the parked step may ever have run to log what was skipped right before it. */
const logSkipped = async (
  { saga, skipped = [] }: ParkedMessage,
  { runner, attempt, at }: SagaEvent,
  tools: ErrorsTools,
): Promise<void> => {
  for (const step of skipped) {
    await tools.log.append(saga, { type: 'StepSkipped', step, runner, attempt, at });
  }
};

const takenUp = (
  { phase, step, error }: ParkedMessage,
  receives: number,
  tools: Pick<ErrorsTools, 'clock'>,
): SagaEvent => ({
  type: phase === 'compensation' ? 'CompensationFailed' : 'StepParked',
  step,
  runner: 'redrive',
  attempt: receives,
  at: isoTime(tools.clock.now()),
  error: { error: error.error, cause: error.cause.slice(0, 1000) },
});

const run = async (
  parked: ParkedMessage,
  step: LoggedStep,
  logged: LoggedSaga,
  receives: number,
  tools: ErrorsTools,
): Promise<void> => {
  if (parked.phase === 'compensation') {
    await tools.invoke(step.by, compensationCommand(parked.saga, step, receives));
    return;
  }
  waitForEarlierSteps(step, logged);
  await tools.invoke(step.by, actionCommand(parked.saga, step, logged, receives, parked.skipped));
};

/** A later step works on the results of those before it. */
const waitForEarlierSteps = (step: LoggedStep, { header, events }: LoggedSaga): void => {
  const { steps } = foldEvents(header.steps, events);
  const index = steps.findIndex(({ name }) => name === step.name);
  const open = steps
    .slice(0, index)
    .find(({ type, status }) => type === 'retriable' && status !== 'SUCCEEDED' && status !== 'SKIPPED');
  if (open) throw new TransientError('EarlierStepOpen', `step ${open.name} comes first`);
};
