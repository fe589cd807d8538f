import type { LoggedStep, ParkedMessage, SagaReference } from '../saga';
import type { PeekedMessage } from './dead-letters';
import type { DeadLetterReport } from './saga-report';

/** Those of the messages that are about this saga. */
export const reportDeadLetters = (
  saga: Pick<SagaReference, 'name' | 'id'>,
  steps: readonly LoggedStep[],
  messages: readonly PeekedMessage[],
): readonly DeadLetterReport[] =>
  messages.flatMap(({ body, receiveCount }): readonly DeadLetterReport[] => {
    if (isParked(body)) {
      if (body.saga.name !== saga.name || body.saga.id !== saga.id) return [];
      const compensation = steps.find(({ name }) => name === body.step)?.compensation;
      return [
        {
          step: body.step,
          command: body.phase === 'compensation' ? (compensation ?? body.step) : body.step,
          error: body.error.error,
          attempts: body.attempts,
        },
      ];
    }
    const execution = executionIn(body);
    // An unwind machine's execution is named `<saga id>.u<n>`.
    if (execution?.name.replace(/\.u\d+$/, '') !== saga.id) return [];
    return [{ step: null, command: 'unwind', error: execution.status, attempts: receiveCount }];
  });

const isParked = (body: unknown): body is ParkedMessage =>
  isObject(body) && isObject(body.saga) && typeof body.step === 'string' && isObject(body.error);

const executionIn = (body: unknown): { readonly name: string; readonly status: string } | undefined => {
  if (!isObject(body) || !isObject(body.detail)) return undefined;
  const { name, status } = body.detail;
  return typeof name === 'string' ? { name, status: String(status) } : undefined;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
