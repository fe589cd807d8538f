import {
  actionCommand,
  compensationCommand,
  executionArn,
  isoTime,
  type LoggedSaga,
  raiseToFold,
  startOf,
  toKnownError,
} from '../../lib/runtime';
import {
  BusinessError,
  findStep,
  foldEvents,
  hasUnwindMark,
  type LoggedStep,
  openBefore,
  type ParkedMessage,
  type SagaEvent,
  TransientError,
} from '../../lib/saga';
import { skipUnasked } from './skip-unasked';
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
  const logged = (await tools.log.read(saga)) ?? (await logFirst(parked, receives, tools));
  // Somebody started its id again behind the log's back: there is nothing of that execution to do or undo.
  if (logged?.header.closed) return;
  const step = logged?.header.steps.find(({ name }) => name === parked.step);
  if (!logged || !step) {
    throw new BusinessError(
      'UnknownSaga',
      `the log has no step ${parked.step} of ${saga.name} saga ${saga.id}`,
    );
  }
  if (!isSettled(parked, step, logged)) {
    await run(parked, step, await logTakenUp(parked, logged, receives, tools), receives, tools);
  }
  await raiseToFold(saga, tools);
};

/**
 * No handler of the saga got through to the log. A compensation needs no input, so it can be taken up all the same; the
 * input of an action is what the execution was started with.
 */
const logFirst = async (
  parked: ParkedMessage,
  receives: number,
  tools: ErrorsTools,
): Promise<LoggedSaga | undefined> => {
  const { saga, phase, step } = parked;
  const { definition, log } = tools;
  if (saga.name !== definition.name || !findStep(definition, step)) return undefined;
  const start = startOf(definition, saga);
  if (phase === 'compensation') {
    await log.appendAndRaise(start, [takenUp(parked, receives, tools)], 'COMPENSATING');
  } else {
    const execution = await tools.orchestrator.describe(executionArn(tools.stateMachineArn, saga.id));
    if (execution?.input === undefined) return undefined;
    await log.start({ ...start, input: JSON.parse(execution.input) as unknown }, tools.now());
  }
  return log.read(saga);
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

/** @returns the saga with what was logged */
const logTakenUp = async (
  parked: ParkedMessage,
  logged: LoggedSaga,
  receives: number,
  tools: ErrorsTools,
): Promise<LoggedSaga> => {
  const event = takenUp(parked, receives, tools);
  if (logged.events.some(({ type, step }) => type === event.type && step === event.step)) return logged;
  const { runner, attempt, at } = event;
  // No handler of the parked step may ever have run to log what was skipped right before it.
  const skipped = (parked.skipped ?? []).map(
    (step): SagaEvent => ({ type: 'StepSkipped', step, runner, attempt, at }),
  );
  for (const one of [...skipped, event]) await tools.log.append(parked.saga, one);
  await raiseToFold(parked.saga, tools);
  return { ...logged, events: [...logged.events, ...skipped, event] };
};

const takenUp = (
  { phase, step, error, attempts }: ParkedMessage,
  receives: number,
  tools: Pick<ErrorsTools, 'clock'>,
): SagaEvent => ({
  type: phase === 'compensation' ? 'CompensationFailed' : 'StepParked',
  step,
  runner: 'redrive',
  attempt: receives,
  at: isoTime(tools.clock.now()),
  error: { error: error.error, cause: error.cause.slice(0, 1000) },
  attempts,
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
  const known = await decided(parked, logged, receives, tools);
  if (isSettled(parked, step, known)) return;
  waitForEarlierSteps(step, known);
  await tools.invoke(step.by, actionCommand(parked.saga, step, known, receives));
};

/** A condition that cannot be decided is told in the log, where whoever looks at the dead letter sees it. */
const decided = async (
  parked: ParkedMessage,
  logged: LoggedSaga,
  receives: number,
  tools: ErrorsTools,
): Promise<LoggedSaga> => {
  try {
    return await skipUnasked(parked, logged, receives, tools);
  } catch (error) {
    const { name, message } = toKnownError(error);
    const { type: _type, attempts: _attempts, ...at } = takenUp(parked, receives, tools);
    await tools.log.append(parked.saga, {
      ...at,
      type: 'AttemptFailed',
      error: { error: name, cause: message.slice(0, 1000) },
    });
    throw error;
  }
};

/** A later step works on the results of those before it. */
const waitForEarlierSteps = (step: LoggedStep, { header, events }: LoggedSaga): void => {
  const open = openBefore(step.name, foldEvents(header.steps, events));
  if (open) throw new TransientError('EarlierStepOpen', `step ${open.name} comes first`);
};
