import {
  type ActionCommand,
  BusinessError,
  type Clock,
  conditionalStepsRightBefore,
  flatSteps,
  foldEvents,
  loggedSteps,
  longestRunSeconds,
  MAX_INPUT_BYTES,
  type SagaDefinition,
  type SagaEvent,
  type SagaReference,
  type SagaStart,
  type SagaStep,
  type TransientError,
} from '../saga';
import { commandFields, errorField } from './command-fields';
import { commitAction } from './commit-action';
import type { Action } from './handlers';
import { isTooDeep, MAX_INPUT_DEPTH } from './input-depth';
import { toKnownError } from './known-error';
import { ID_TAKEN } from './log-items';
import type { Work } from './participant-ports';
import { isoTime } from './system-clock';

/**
 * Carries out an action: exactly one effect however often it is called.
 *
 * 1. The saga's start is logged before any effect, by whichever handler comes first.
 * 2. A refusal (rules, input, deadline) stands only after the ledger was asked.
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
    const result = await commitAction(definition, step, action, command, work);
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
