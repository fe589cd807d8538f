import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  eventItem,
  HEADER_KEY,
  headerAttributes,
  type Item,
  startOf,
  statusAttributes,
} from '../../../lib/runtime';
import {
  foldEvents,
  type SagaDefinition,
  type SagaEvent,
  type SagaReference,
  type SagaStatus,
  sagaKey,
} from '../../../lib/saga';

/** A saga as its log holds it. */
export interface SeededSaga {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** A second after the start, each a second after the one before, unless they say otherwise. */
  readonly events?: readonly (Partial<SagaEvent> & Pick<SagaEvent, 'type'>)[];
  /** What the header says. @default what the events say */
  readonly status?: SagaStatus;
}

export const referenceOfSeeded = (
  definition: SagaDefinition,
  { id, startedAt }: SeededSaga,
): SagaReference => ({
  name: definition.name,
  id,
  version: definition.version,
  startTime: new Date(startedAt).toISOString(),
  deadlineSeconds: definition.deadlineSeconds,
});

const itemsOf = (definition: SagaDefinition, seeded: SeededSaga): readonly Item[] => {
  const saga = referenceOfSeeded(definition, seeded);
  const start = startOf(definition, saga);
  const events = (seeded.events ?? []).map(
    (event, index): SagaEvent => ({
      runner: 'main',
      attempt: 1,
      at: new Date(seeded.startedAt + (index + 1) * 1000).toISOString(),
      ...event,
    }),
  );
  const status = seeded.status ?? foldEvents(start.steps, events).status;
  return [
    {
      pk: sagaKey(saga),
      sk: HEADER_KEY,
      ...headerAttributes(start),
      ...statusAttributes(saga, status, saga.startTime),
      input: '{}',
    },
    ...events.map((event) => eventItem(saga, event)),
  ];
};

const BATCH = 25;
/** Batches under way at once. */
const WIDTH = 4;

/** Writes sagas straight into the log table: running so many would take hours. */
export const seedLog = async (
  client: DynamoDBDocumentClient,
  table: string,
  definition: SagaDefinition,
  sagas: readonly SeededSaga[],
): Promise<void> => {
  const items = sagas.flatMap((saga) => itemsOf(definition, saga));
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < items.length) {
      const batch = items.slice(next, next + BATCH);
      next += BATCH;
      await client.send(
        new BatchWriteCommand({ RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) } }),
      );
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, write));
};

/** Puts messages into a queue, ten at a time. */
export const seedQueue = async (
  sqs: SQSClient,
  QueueUrl: string,
  bodies: readonly unknown[],
): Promise<void> => {
  for (let start = 0; start < bodies.length; start += 10) {
    const Entries = bodies
      .slice(start, start + 10)
      .map((body, index) => ({ Id: String(index), MessageBody: JSON.stringify(body) }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
};
