import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { loggedSteps, type SagaDefinition, sagaKey, statusTopic } from '../../../lib/saga';
import { LOG_TABLE, type mockedAws } from './mocked-aws';

const ID = 's-1';

/**
 * The log of a saga that was undone after it had come to these results.
 * @returns the event that says so, as its queue hands it over
 */
export const undoneEvent = (
  { dynamoDb }: Pick<ReturnType<typeof mockedAws>, 'dynamoDb'>,
  definition: SagaDefinition,
  input: unknown,
  results: Readonly<Record<string, unknown>>,
) => {
  const saga = { name: definition.name, id: ID };
  const pk = sagaKey(saga);
  const event = (type: string, step: string) => ({
    pk,
    sk: `${step}#${type}`,
    type,
    step,
    runner: 'main',
    attempt: 1,
  });
  const done = Object.keys(results);
  const steps = loggedSteps(definition);
  const failed = steps.find(({ name }) => !done.includes(name))?.name ?? '';
  dynamoDb.on(QueryCommand, { TableName: LOG_TABLE }).resolves({
    Items: [
      {
        pk,
        sk: 'SagaStarted',
        sagaName: saga.name,
        sagaId: saga.id,
        steps,
        input: JSON.stringify(input),
      },
      ...done.map((step) => ({ ...event('StepSucceeded', step), data: JSON.stringify(results[step]) })),
      event('StepFailed', failed),
      ...[...done, failed].map((step) => event('CompensationSucceeded', step)),
    ],
  });
  const body = {
    'detail-type': statusTopic('COMPENSATED'),
    source: `saga.${saga.name}`,
    detail: { saga: pk, status: 'COMPENSATED' },
  };
  return {
    Records: [
      {
        messageId: 'm1',
        receiptHandle: 'r1',
        body: JSON.stringify(body),
        attributes: { ApproximateReceiveCount: '1' },
      },
    ],
  };
};
