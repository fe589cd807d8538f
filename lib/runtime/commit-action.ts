import {
  type ActionCommand,
  BusinessError,
  type CommitOutcome,
  deadlineOf,
  ledgerKey,
  type SagaDefinition,
  type SagaReference,
  type SagaStep,
  stepType,
  TransientError,
} from '../saga';
import { actionAuthor } from './books/author';
import { LOCKED } from './books/claims';
import { commitRule } from './books/commit-rule';
import { checkedInput } from './checked-input';
import { describeIssues } from './describe-issues';
import type { Action, Decide, DecisionContext, OutsideEffect } from './handlers';
import { keptResult } from './kept-result';
import type { Work } from './participant-ports';
import { isoTime } from './system-clock';

/**
 * Decides, and writes what was decided with the ledger item. A refusal stands only after the ledger was asked: an attempt
 * that is DONE answers with its result, whatever has changed since.
 */
export const commitAction = async (
  definition: SagaDefinition,
  step: SagaStep,
  action: Action<unknown>,
  command: ActionCommand,
  work: Work,
): Promise<unknown> => {
  const key = ledgerKey(command.saga, step.name);
  const context = { clock: work.clock, idempotencyKey: key };
  try {
    checkDeadline(definition, step, command.saga, work);
    const input = checkedInput(definition, command.input);
    const asked = { ...command, input };
    if (typeof action !== 'function') return await commitOutside(step, action, asked, context, work);
    return await commitDecision(definition, step, action, asked, context, work);
  } catch (error) {
    if (!mayBeDone(error)) throw error;
    const item = await work.ledger.read(key);
    if (item?.state === 'DONE') return item.result;
    throw error;
  }
};

/** A claim is met by whoever comes again too, after another saga has passed its own. */
const mayBeDone = (error: unknown): boolean =>
  error instanceof BusinessError || (error instanceof TransientError && error.code === LOCKED);

const commitDecision = async (
  definition: SagaDefinition,
  step: SagaStep,
  decide: Decide<unknown>,
  command: ActionCommand,
  context: Omit<DecisionContext, 'records'>,
  work: Work,
): Promise<unknown> => {
  const author = actionAuthor(definition, step, command.saga);
  const { outcome, result, exhausted, codes } = await commitRule(author, work, async (records) => {
    const decided = await decide(command, { ...context, records });
    return { ...decided, result: checkedResult(step, decided.result) };
  });
  return answer(outcome, result, exhausted, codes);
};

/** First DOING, then the call, then DONE. If it was undone meanwhile, the call is taken back by whoever made it. */
const commitOutside = async (
  step: SagaStep,
  effect: OutsideEffect<unknown>,
  command: ActionCommand,
  context: Omit<DecisionContext, 'records'>,
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

const answer = (
  outcome: CommitOutcome,
  result: unknown,
  exhausted = 'Exhausted',
  codes: readonly (string | undefined)[] = [],
): unknown => {
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
    case 'refused':
      throw new BusinessError(
        codes[outcome.write] ?? 'ConditionFailed',
        `the condition of write ${outcome.write + 1} of ${codes.length} to a table of its own does not hold`,
      );
    case 'changed':
      throw new TransientError('Contention', 'its records kept changing');
  }
};

const checkedResult = (step: SagaStep, result: unknown): unknown =>
  keptResult(step.name, asDeclared(step, result));

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
