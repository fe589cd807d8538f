import { parkedMessage, referenceOf } from '../runtime';
import { foldEvents } from '../saga';
import { type DeadLetter, lettersOf, type MessageLetter, parkEventOf, type StepLetter } from './dead-letter';
import { deadLettersOf } from './list-dead-letters';
import { OPERATOR, type OperationPorts } from './operation-ports';
import { removeCopies } from './remove-copies';

/** What became of a dead letter that was to be redriven. */
export interface Redriven {
  readonly letter: DeadLetter;
  /**
   * `settled`: somebody brought the step to its end meanwhile. `left`: there is no saga that a message like this could be
   * for.
   */
  readonly outcome: 'sent' | 'settled' | 'left';
}

/**
 * Sends the steps of one saga that were given up to `saga-errors` again, one of them or all.
 * @returns none when nothing of it was given up
 */
export const redriveDeadLettersOf = async (
  ports: OperationPorts,
  id: string,
  step?: string,
): Promise<readonly Redriven[]> => {
  const letters = (await deadLettersOf(ports, id)).filter(
    (letter) => step === undefined || letter.step === step,
  );
  const redriven: Redriven[] = [];
  for (const letter of letters) redriven.push(await redriveDeadLetter(ports, letter));
  await removeCopies(ports, letters);
  return redriven;
};

/**
 * Sends one dead letter to `saga-errors` again: a step from the log, a report about an execution as it stands. The copies
 * in the dead-letter queue are left to `removeCopies`, which must come afterwards: at no moment is there none.
 */
export const redriveDeadLetter = (ports: OperationPorts, letter: DeadLetter): Promise<Redriven> =>
  letter.kind === 'step' ? redriveStep(ports, letter) : redriveMessage(ports, letter);

/** The new message goes out first, then the log says so: whoever looks for lost messages counts from there. */
const redriveStep = async (ports: OperationPorts, letter: StepLetter): Promise<Redriven> => {
  const { log, definition, errors, clock } = ports;
  const logged = await log.read({ name: definition.name, id: letter.sagaId });
  const isOpen =
    logged &&
    lettersOf(logged, clock.now()).some(({ step, phase }) => step === letter.step && phase === letter.phase);
  if (!isOpen) return { letter, outcome: 'settled' };
  const { header, events } = logged;
  const saga = referenceOf(header);
  await errors.send({
    ...parkedMessage(saga, letter.step, letter.phase, letter.error),
    attempts: letter.attempts,
  });
  await log.append(saga, {
    type: parkEventOf(letter.phase),
    step: letter.step,
    runner: OPERATOR,
    attempt: events.filter(({ runner }) => runner === OPERATOR).length + 1,
    at: ports.now(),
    error: letter.error,
    reason: 'redriven by an operator',
  });
  // The new event moves nothing; the header may have lagged behind before.
  const { status } = foldEvents(header.steps, events);
  if (status !== header.status) await log.raise(saga, status, ports.now());
  return { letter, outcome: 'sent' };
};

const redriveMessage = async (ports: OperationPorts, letter: MessageLetter): Promise<Redriven> => {
  if (letter.about !== 'execution') return { letter, outcome: 'left' };
  await ports.errors.send(letter.body);
  return { letter, outcome: 'sent' };
};
