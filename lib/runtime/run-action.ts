import {
  type ActionCommand,
  BusinessError,
  type Clock,
  type CommitOutcome,
  conditionalStepsRightBefore,
  deadlineOf,
  flatSteps,
  foldEvents,
  ledgerKey,
  loggedSteps,
  longestRunSeconds,
  MAX_INPUT_BYTES,
  MAX_RESULT_BYTES,
  type SagaDefinition,
  type SagaEvent,
  type SagaReference,
  type SagaStart,
  type SagaStep,
  stepType,
  TransientError,
  UNEXPECTED_ERROR,
} from '../saga';
import { commandFields, errorField } from './command-fields';
import { describeIssues } from './describe-issues';
import type { Action, DecisionContext, OutsideEffect } from './handlers';
import { isTooDeep, MAX_INPUT_DEPTH } from './input-depth';
import { ID_TAKEN } from './log-items';
import type { Work } from './participant-ports';
import { isoTime } from './system-clock';
import { isThrottling } from './throttling';

/**
 * Carries out an action: exactly one effect however often it is called.
 *
 * 1. The saga's start is logged before any effect, by whichever handler comes first.
 * 2. A refusal (rules, input, deadline) stands only after the ledger was asked: an attempt that is DONE answers with its
 *    result, whatever has changed since.
 * 3. The ledger item and the effects are one transaction; the events before and after it are append-only.
 */
export const runAction = async (
  definition: SagaDefinition,
  step: SagaStep,
  action: Action<unknown>,
  command: ActionCommand,
  work: Work,
): Promise<unknown> => {
  const { saga } = command;
  try {
    checkInputSize(command.input);
    await logStart(definition, step, command, work);
    const result = await commit(definition, step, action, command, work);
    await work.log.append(saga, eventOf(command, 'StepSucceeded', work, { data: result }));
    await finish(definition, step, saga, work);
    return result;
  } catch (error) {
    const known = toKnownError(error);
    // Nothing is added to a saga that is closed.
    if (known.code !== ID_TAKEN) await logFailedAttempt(command, known, work);
    throw known;
  }
};

const commit = async (
  definition: SagaDefinition,
  step: SagaStep,
  action: Action<unknown>,
  command: ActionCommand,
  work: Work,
): Promise<unknown> => {
  const key = ledgerKey(command.saga, step.name);
  const context: DecisionContext = { clock: work.clock, idempotencyKey: key };
  try {
    checkDeadline(definition, step, command.saga, work);
    const input = checkedInput(definition, command.input);
    const asked = { ...command, input };
    if (typeof action !== 'function') return await commitOutside(step, action, asked, context, work);
    const { result, effects = [], exhausted } = await action(asked, context);
    const fixed = checkedResult(step, result);
    return answer(await work.ledger.commit(key, { result: fixed, effects }), fixed, exhausted);
  } catch (error) {
    if (!(error instanceof BusinessError)) throw error;
    const item = await work.ledger.read(key);
    if (item?.state === 'DONE') return item.result;
    throw error;
  }
};

/** First DOING, then the call, then DONE. If it was undone meanwhile, the call is taken back by whoever made it. */
const commitOutside = async (
  step: SagaStep,
  effect: OutsideEffect<unknown>,
  command: ActionCommand,
  context: DecisionContext,
  work: Work,
): Promise<unknown> => {
  const key = context.idempotencyKey;
  const begun = await work.ledger.begin(key, work.clock.now() + work.context.getRemainingTimeInMillis());
  if (begun.kind !== 'committed') return answer(begun, undefined);
  const result = checkedResult(step, await effect.perform(command, context));
  const finished = await work.ledger.finish(key, result);
  if (finished.kind === 'undone') await effect.reverse(key);
  return answer(finished, result);
};

const answer = (outcome: CommitOutcome, result: unknown, exhausted = 'Exhausted'): unknown => {
  switch (outcome.kind) {
    case 'committed':
      return result;
    case 'already-done':
      return outcome.item.result;
    case 'undone':
      throw new BusinessError('AlreadyCompensated', 'this step was undone before the attempt arrived');
    case 'doing':
      throw new TransientError('InProgress', 'another attempt of this step is still under way');
    case 'exhausted':
      throw new BusinessError(
        exhausted,
        `${outcome.counter}: asked for ${outcome.asked}, ${outcome.available} available`,
      );
  }
};

const logStart = async (
  definition: SagaDefinition,
  step: SagaStep,
  command: ActionCommand,
  work: Work,
): Promise<void> => {
  const { saga, input, results, skipped } = command;
  const now = isoTime(work.clock.now());
  if (Object.keys(results).length === 0) await work.log.start({ ...startOf(definition, saga), input }, now);
  const passedOver = conditionalStepsRightBefore(definition, step.name).filter(({ name }) =>
    skipped.includes(name),
  );
  for (const { name } of passedOver) {
    await work.log.append(saga, { ...eventOf(command, 'StepSkipped', work), step: name });
  }
  await work.log.append(saga, eventOf(command, 'StepStarted', work));
};

/** The last step closes the saga, if everything before it is really done. */
const finish = async (
  definition: SagaDefinition,
  step: SagaStep,
  saga: SagaReference,
  work: Work,
): Promise<void> => {
  const steps = flatSteps(definition);
  if (steps[steps.length - 1]?.name === step.name) await raiseToFold(saga, work);
};

/** Sets the header to what all events together say. */
export const raiseToFold = async (
  saga: SagaReference,
  work: Pick<Work, 'log'> & { readonly clock: Pick<Clock, 'now'> },
): Promise<void> => {
  const logged = await work.log.read(saga);
  if (!logged) return;
  const { status } = foldEvents(logged.header.steps, logged.events);
  await work.log.raise(saga, status, isoTime(work.clock.now()));
};

/** Header of a saga as its definition and a command give it. */
export const startOf = (definition: SagaDefinition, saga: SagaReference): SagaStart => ({
  saga,
  steps: loggedSteps(definition),
  due: isoTime(Date.parse(saga.startTime) + longestRunSeconds(definition) * 1000),
});

export const eventOf = (
  command: { readonly step: { readonly name: string; readonly runner: string; readonly attempt: number } },
  type: SagaEvent['type'],
  work: Pick<Work, 'clock'>,
  more: Partial<SagaEvent> = {},
): SagaEvent => ({
  type,
  step: command.step.name,
  runner: command.step.runner,
  attempt: command.step.attempt,
  at: isoTime(work.clock.now()),
  ...more,
});

const checkInputSize = (input: unknown): void => {
  if (isTooDeep(input)) {
    throw new BusinessError(
      'InputTooDeep',
      `the saga's input is nested more than ${MAX_INPUT_DEPTH} levels deep: pass references, not documents`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(input) ?? '');
  if (bytes > MAX_INPUT_BYTES) {
    throw new BusinessError(
      'InputTooLarge',
      `the saga's input has ${bytes} bytes, at most ${MAX_INPUT_BYTES} are allowed: pass references, not documents`,
    );
  }
};

const checkedInput = (definition: SagaDefinition, input: unknown): unknown => {
  const parsed = definition.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const refused = { schema: definition.input, value: input, reader: 'anybody' } as const;
  throw new BusinessError('InvalidInput', describeIssues(parsed.error.issues, refused));
};

/** What goes into the ledger is what JSON keeps of a result, so that every attempt answers the same. */
const checkedResult = (step: SagaStep, result: unknown): unknown => {
  const json = JSON.stringify(asDeclared(step, result) ?? null);
  const bytes = Buffer.byteLength(json);
  if (bytes <= MAX_RESULT_BYTES) return JSON.parse(json) as unknown;
  throw new BusinessError(
    'ResultTooLarge',
    `the result of ${step.name} has ${bytes} bytes, at most ${MAX_RESULT_BYTES} are allowed: return references`,
  );
};

/** Later steps and conditions rely on the schema: a result that is something else is a fault that no retry mends. */
const asDeclared = (step: SagaStep, result: unknown): unknown => {
  const schema = step.result;
  if (schema === undefined) return result;
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  const issues = describeIssues(parsed.error.issues, { schema, value: result, reader: 'anybody' });
  throw new BusinessError(
    'InvalidResult',
    `the result of ${step.name} is not as its schema has it; ${issues}`,
  );
};

/** Past the deadline there is no new effect, up to the pivot; behind it the saga must go forward. */
const checkDeadline = (definition: SagaDefinition, step: SagaStep, saga: SagaReference, work: Work): void => {
  if (stepType(definition, step.name) === 'retriable' || work.clock.now() <= deadlineOf(saga)) return;
  throw new BusinessError('SagaExpired', `the deadline was ${isoTime(deadlineOf(saga))}`);
};

/** Anything but the two known names is a fault of ours that a retry may outlive. */
export const toKnownError = (error: unknown): BusinessError | TransientError => {
  const known =
    error instanceof BusinessError || error instanceof TransientError
      ? error
      : new TransientError(
          // It is no fault, and no alarm about faults must ring for it.
          isThrottling(error) ? 'Throttled' : UNEXPECTED_ERROR,
          describeUnexpected(error),
          { cause: error },
        );
  // Lambda copies the stack into the cause of the execution; it says nothing to whoever reads it there.
  known.stack = `${known.name}: ${known.message}`;
  return known;
};

/** Its message says what went wrong, unless it is one of a parser, which quotes what it could not read. */
const describeUnexpected = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  return error instanceof SyntaxError ? error.name : `${error.name}: ${error.message}`;
};

/** Informs only: losing it must not hide the error itself. */
const logFailedAttempt = async (
  command: ActionCommand,
  error: BusinessError | TransientError,
  work: Work,
): Promise<void> => {
  try {
    await work.log.append(
      command.saga,
      eventOf(command, 'AttemptFailed', work, {
        error: { error: error.name, cause: error.message.slice(0, 1000) },
      }),
    );
  } catch {
    work.logger.warn('the failed attempt could not be logged', {
      ...commandFields(command),
      error: errorField(error),
    });
  }
};
