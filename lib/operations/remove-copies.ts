import type { DeadLetter, StepLetter } from './dead-letter';
import { subjectOf } from './letter-subject';
import type { OperationPorts } from './operation-ports';
import { BATCH, type PeekedMessage } from './queue-look';

/** Receives beyond those that the messages themselves need: some find fewer than ten, and some only what others left. */
const SPARE_RECEIVES = 20;

/**
 * Takes away the messages about letters that were sent again or settled, in one pass over the dead-letter queue. It is
 * there so that nobody is called for what is done: a copy that is not found is harmless, and found the next time.
 */
export const removeCopies = async (
  { deadLetters, unwindMachineArn }: OperationPorts,
  letters: readonly DeadLetter[],
): Promise<void> => {
  if (letters.length === 0) return;
  const ids = new Set(letters.flatMap((letter) => (letter.kind === 'message' ? letter.messageId : [])));
  const steps = new Set(letters.flatMap((letter) => (letter.kind === 'step' ? keyOf(letter) : [])));
  const isMeant = ({ messageId, body }: PeekedMessage): boolean => {
    if (ids.has(messageId)) return true;
    const subject = subjectOf(body, unwindMachineArn);
    if (subject.kind !== 'step') return false;
    const { saga, step, phase } = subject.parked;
    return steps.has(keyOf({ sagaName: saga.name, sagaId: saga.id, step, phase }));
  };
  await deadLetters.remove(isMeant, 2 * Math.ceil(letters.length / BATCH) + SPARE_RECEIVES);
};

const keyOf = ({
  sagaName,
  sagaId,
  step,
  phase,
}: Pick<StepLetter, 'sagaName' | 'sagaId' | 'step' | 'phase'>): string =>
  [sagaName, sagaId, step, phase].join('/');
