import type { LoggedStep, SagaReference } from '../saga';
import type { PeekedMessage } from './dead-letters';
import { subjectOf } from './letter-subject';
import type { DeadLetterReport } from './saga-report';

type Saga = Pick<SagaReference, 'name' | 'id'>;

/** Those of the messages that are about this saga. */
export const reportDeadLetters = (
  saga: Saga,
  steps: readonly LoggedStep[],
  messages: readonly PeekedMessage[],
): readonly DeadLetterReport[] => messages.flatMap((message) => reportOf(saga, steps, message) ?? []);

const reportOf = (
  saga: Saga,
  steps: readonly LoggedStep[],
  { body, receiveCount }: PeekedMessage,
): DeadLetterReport | undefined => {
  const subject = subjectOf(body);
  if (subject.kind === 'execution' && subject.sagaId === saga.id) {
    return { step: null, command: 'unwind', error: subject.status, attempts: receiveCount };
  }
  if (subject.kind !== 'step') return undefined;
  const { parked } = subject;
  if (parked.saga.name !== saga.name || parked.saga.id !== saga.id) return undefined;
  const compensation = steps.find(({ name }) => name === parked.step)?.compensation;
  return {
    step: parked.step,
    command: parked.phase === 'compensation' ? (compensation ?? parked.step) : parked.step,
    error: parked.error.error,
    attempts: parked.attempts,
  };
};
