import { BusinessError, HEARD_UNDONE, type SagaDefinition, SagaError, type SagaStatus } from '../saga';
import { undoneAuthor } from './books/author';
import { commitIfRuled } from './books/commit-rule';
import { checkedInput } from './checked-input';
import type { WhenUndone } from './handlers';
import type { Work } from './participant-ports';
import { resultsOf, stateOf } from './saga-from-log';
import type { UndoneEvent } from './undone-event';

/**
 * Tells the rule of a saga that was undone, and writes what it says, once: the event comes at least once, and again when
 * an undone saga turns out to be undone in part. Of a saga that was erased nothing is known any more, and nothing said.
 * @throws SagaError `InvalidEvent`; TransientError: the event has to come again
 */
export const runWhenUndone = async (
  definition: SagaDefinition,
  by: string,
  rule: WhenUndone,
  event: UndoneEvent,
  work: Work,
): Promise<'told' | 'nothing to tell'> => {
  if (event.name !== definition.name) {
    throw new SagaError(
      'InvalidEvent',
      `an event of saga '${event.name}' came to ${by} of '${definition.name}': subscribe it to its own bus`,
    );
  }
  const logged = await work.log.read(event);
  if (!logged || logged.header.closed || logged.header.input === undefined) return 'nothing to tell';
  const { status } = stateOf(logged);
  const input = readableInput(definition, logged.header.input);
  if (!isHeard(status) || input === undefined) return 'nothing to tell';
  const author = undoneAuthor(definition, by, event);
  const undone = { saga: event, status, input: input.value, results: resultsOf(logged.events) };
  let committed: unknown;
  try {
    committed = await commitIfRuled(author, work, async (records) => {
      const context = { clock: work.clock, idempotencyKey: author.key, records };
      const decision = await rule(undone, context);
      return decision && { result: decision.result ?? null, effects: decision.effects ?? [] };
    });
  } catch (error) {
    // An event that comes again finds what its first time has written, and a rule may refuse on seeing it.
    if ((await work.ledger.read(author.key))?.state === 'DONE') return 'told';
    throw error;
  }
  return committed ? 'told' : 'nothing to tell';
};

const isHeard = (status: SagaStatus): boolean => (HEARD_UNDONE as readonly SagaStatus[]).includes(status);

/** What was refused as an input is one that no handler reads. */
const readableInput = (
  definition: SagaDefinition,
  input: unknown,
): { readonly value: unknown } | undefined => {
  try {
    return { value: checkedInput(definition, input) };
  } catch (error) {
    if (error instanceof BusinessError) return undefined;
    throw error;
  }
};
