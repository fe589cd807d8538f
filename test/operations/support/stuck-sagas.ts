import type { OperationClients, SagaResources } from '../../../lib/operations';
import { parkedMessage } from '../../../lib/runtime';
import { flatSteps, type ParkedMessage, type SagaDefinition } from '../../../lib/saga';
import { referenceOfSeeded, type SeededSaga, seedLog, seedQueue } from './seed';

const error = { error: 'Sandbox.Timedout', cause: '' };

const firstStepOf = (definition: SagaDefinition): string => flatSteps(definition)[0]?.name ?? '';

/** Sagas whose first step failed, and whose compensation was given up: `<prefix>-0` and so on, a millisecond apart. */
export const stuckSagas = (
  definition: SagaDefinition,
  prefix: string,
  count: number,
  startedAt: number,
): readonly SeededSaga[] => {
  const step = firstStepOf(definition);
  return Array.from({ length: count }, (_, n) => ({
    id: `${prefix}-${n}`,
    startedAt: startedAt + n,
    events: [
      { type: 'StepFailed', step, error },
      { type: 'CompensationFailed', step, runner: 'redrive', error },
    ],
  }));
};

const letterOf = (definition: SagaDefinition, saga: SeededSaga): ParkedMessage =>
  parkedMessage(referenceOfSeeded(definition, saga), firstStepOf(definition), 'compensation', error);

/** Writes stuck sagas into the log, and what was given up of each into the dead-letter queue. No jest: `bench` uses it. */
export const seedStuck = async (
  { dynamodb, sqs }: OperationClients,
  { logTable, errorsDeadLetterQueueUrl }: SagaResources,
  definition: SagaDefinition,
  sagas: readonly SeededSaga[],
): Promise<void> => {
  await seedLog(dynamodb, logTable, definition, sagas);
  await seedQueue(
    sqs,
    errorsDeadLetterQueueUrl,
    sagas.map((saga) => letterOf(definition, saga)),
  );
};
