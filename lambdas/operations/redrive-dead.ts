import {
  directionOf,
  ensureUnwind,
  isDead,
  isRunning,
  MAX_UNWINDS,
  newestUnwind,
  parkedMessage,
  parseExecution,
  raiseToFold,
  referenceOf,
  referenceOfExecution,
  retriableFrom,
  startOf,
} from '../../lib/runtime';
import {
  BusinessError,
  CANCELLED,
  type ExecutionSummary,
  foldEvents,
  hasUnwindMark,
  isUndone,
  LINES,
  SAGA_ID,
  type SagaReference,
  TransientError,
} from '../../lib/saga';
import type { DeadExecution } from './messages';
import type { ErrorsTools } from './tools';

/**
 * Brings a saga to its end whose execution died. A mark in the log decides the direction (a cancelled saga goes back);
 * without one the execution's history does.
 */
export const finishDead = async (
  dead: DeadExecution,
  receives: number,
  tools: Omit<ErrorsTools, 'invoke'>,
): Promise<void> => {
  const { sagaId, unwind } = parseExecution(dead, tools.unwindMachineArn);
  if (!SAGA_ID.test(sagaId)) {
    // Started by hand under a name that is no saga id: its first step refused it, so there is nothing to undo.
    throw new BusinessError('InvalidSagaId', 'an execution died whose name is not a saga id');
  }
  if (unwind < MAX_UNWINDS) waitBeforeNext(unwind, receives);
  const { definition } = tools;
  const logged = await tools.log.read({ name: definition.name, id: sagaId });
  if (logged?.header.closed) return;
  const saga = logged ? referenceOf(logged.header) : await referenceOfDead(sagaId, dead, tools);
  const events = logged?.events ?? [];
  // It was killed behind its last compensation: an unwind would reopen a saga that is over. Its header may not say so yet.
  if (logged && isUndone(foldEvents(logged.header.steps, events).status)) {
    await raiseToFold(saga, tools);
    return;
  }
  if (unwind >= MAX_UNWINDS && unwind === newestUnwind(events)) {
    await giveUp(saga, unwind, dead, tools);
    return;
  }
  // One of the unwind machine goes backward, whatever name somebody gave it.
  // Its operator stopped it, and has it undone (or was refused, and it goes on): nobody needs to be told.
  let wasCancelled = events.some(({ type }) => type === 'CancelRequested');
  const isOwn = dead.stateMachineArn !== tools.unwindMachineArn;
  if (isOwn && !hasUnwindMark(events)) {
    const execution = await tools.orchestrator.describe(dead.executionArn);
    if (!isStillDead(dead, execution)) return;
    wasCancelled ||= execution?.error === CANCELLED;
    const direction = await directionOf(definition, tools.orchestrator.statesEntered(dead.executionArn));
    if (direction.kind === 'forward') {
      if (!wasCancelled) tellDied(sagaId, dead, tools);
      await parkFrom(direction.from, saga, dead, tools);
      return;
    }
  }
  const reason = `execution ${dead.name} ended ${dead.status}`;
  const { started } = await ensureUnwind(tools, startOf(definition, saga), events, reason, MAX_UNWINDS);
  // An unwind that ended as it may, with something parked, is no death; its report says nothing of it when it is encrypted.
  if (started && !wasCancelled) tellDied(sagaId, dead, tools);
};

/**
 * What killed ten unwinds in five hours kills the next one too, and each costs what a saga costs. It needs a person: the
 * line rings. An operator who cancels the saga starts the next one.
 */
const giveUp = async (
  saga: SagaReference,
  unwind: number,
  dead: DeadExecution,
  tools: Omit<ErrorsTools, 'invoke'>,
): Promise<void> => {
  // One that ended as it may, with something parked, may be reported too.
  const last = await tools.orchestrator.describe(dead.executionArn);
  if (last && !isDead(last)) return;
  tellDied(saga.id, dead, tools);
  await tools.log.append(saga, {
    type: 'UnwindGivenUp',
    runner: `u${unwind}`,
    attempt: 1,
    at: tools.now(),
    reason: `execution ${dead.name} ended ${dead.status}, as those before it did`,
  });
  tools.logger.warn(LINES.unwindGivenUp, { sagaId: saga.id, sagaName: saga.name, count: unwind });
};

/** Counted by an alarm: the service's own metrics do not tell a death by a fault from a saga that was compensated. */
const tellDied = (
  sagaId: string,
  { status }: DeadExecution,
  { definition, logger }: Pick<ErrorsTools, 'definition' | 'logger'>,
): void => logger.warn(LINES.died, { sagaName: definition.name, sagaId, outcome: status });

/** Deliveries for which a report waits at the most; about an hour. */
const LONGEST_WAIT_RECEIVES = 7;

/**
 * What kills one unwind may kill the next in the same second (a participant that refuses its fence). From the third on
 * each one waits for a delivery more than the one before it, and the delay between deliveries doubles.
 */
const waitBeforeNext = (unwind: number, receives: number): void => {
  if (receives < Math.min(unwind - 1, LONGEST_WAIT_RECEIVES)) {
    throw new TransientError('UnwindDelayed', `unwind ${unwind} died too: the next one waits`);
  }
};

/**
 * Reports are late, and come again: somebody may have redriven the execution since, and it went on to an end of its own.
 * While it runs nothing is certain, because what Step Functions says about an execution lags behind.
 */
const isStillDead = (dead: DeadExecution, execution: ExecutionSummary | undefined): boolean => {
  if (isRunning(execution)) throw new TransientError('StillRunning', `execution ${dead.name} is running`);
  return !execution || isDead(execution);
};

const parkFrom = async (
  from: string,
  saga: SagaReference,
  dead: DeadExecution,
  tools: Omit<ErrorsTools, 'invoke'>,
): Promise<void> => {
  const error = { error: dead.status, cause: `execution ${dead.name} ended ${dead.status}` };
  for (const step of retriableFrom(tools.definition, from)) {
    await tools.errors.send(parkedMessage(saga, step, 'action', error));
  }
};

/** Nothing was logged, but a function may still be in flight: the saga is unwound all the same. */
const referenceOfDead = async (
  sagaId: string,
  dead: DeadExecution,
  tools: Omit<ErrorsTools, 'invoke'>,
): Promise<SagaReference> => {
  const execution = await tools.orchestrator.describe(dead.executionArn);
  const started = dead.startDate ? new Date(dead.startDate).toISOString() : execution?.startTime;
  const input = execution?.input === undefined ? undefined : (JSON.parse(execution.input) as unknown);
  return referenceOfExecution(tools.definition, sagaId, started ?? tools.now(), input);
};
