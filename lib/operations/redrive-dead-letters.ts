import { parkedMessage, raiseToFold, referenceOf, unknownSaga } from '../runtime';
import { type DeadLetter, type MessageLetter, parkEventOf, type StepLetter } from './dead-letter';
import { deadLettersOf } from './list-dead-letters';
import { OPERATOR, type OperationPorts } from './operation-ports';

/** What became of a dead letter that was to be redriven. */
export interface Redriven {
  readonly letter: DeadLetter;
  /** `left`: there is no saga that a message like this could be for. */
  readonly outcome: 'sent' | 'left';
}

/**
 * Sends the steps of one saga that were given up to `saga-errors` again.
 * @throws SagaError `UnknownSaga`
 */
export const redriveDeadLettersOf = async (
  ports: OperationPorts,
  id: string,
): Promise<readonly Redriven[]> => {
  const letters = await deadLettersOf(ports, id);
  const redriven: Redriven[] = [];
  for (const letter of letters) redriven.push(await redriveDeadLetter(ports, letter));
  return redriven;
};

/** Sends one dead letter to `saga-errors` again: a step from the log, a report about an execution as it stands. */
export const redriveDeadLetter = (ports: OperationPorts, letter: DeadLetter): Promise<Redriven> =>
  letter.kind === 'step' ? redriveStep(ports, letter) : redriveMessage(ports, letter);

/**
 * The new message goes out first, then the log says so (whoever looks for lost messages counts from there), and only
 * then do the old copies go: at no moment is there none. A second copy is harmless.
 */
const redriveStep = async (ports: OperationPorts, letter: StepLetter): Promise<Redriven> => {
  const { log, definition, errors, deadLetters } = ports;
  const logged = await log.read({ name: definition.name, id: letter.sagaId });
  if (!logged) throw unknownSaga(definition.name, letter.sagaId);
  const saga = referenceOf(logged.header);
  await errors.send({
    ...parkedMessage(saga, letter.step, letter.phase, letter.error),
    attempts: letter.attempts,
  });
  await log.append(saga, {
    type: parkEventOf(letter.phase),
    step: letter.step,
    runner: OPERATOR,
    attempt: logged.events.filter(({ runner }) => runner === OPERATOR).length + 1,
    at: ports.now(),
    error: letter.error,
    reason: 'redriven by an operator',
  });
  await raiseToFold(saga, ports);
  if (letter.message.place === 'dead-letter-queue') {
    await deadLetters.remove(new Set(letter.message.messageIds));
  }
  return { letter, outcome: 'sent' };
};

const redriveMessage = async (ports: OperationPorts, letter: MessageLetter): Promise<Redriven> => {
  if (letter.about !== 'execution') return { letter, outcome: 'left' };
  await ports.errors.send(letter.body);
  await ports.deadLetters.remove(new Set([letter.messageId]));
  return { letter, outcome: 'sent' };
};
