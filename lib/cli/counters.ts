import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { AwsClients, SagaResources } from '../operations';
import { AVAILABLE, COUNTER_PREFIX } from '../runtime';

/** One counted resource of a participant. */
export interface CounterReport {
  readonly participant: string;
  readonly counter: string;
  readonly available: number;
}

/** What is left of the counted resources that were ever used. A scan: for the small tables of a local run. */
export const readCounters = async (
  { dynamodb }: AwsClients,
  resources: SagaResources,
  participants: readonly string[],
): Promise<readonly CounterReport[]> => {
  const tables = await Promise.all(
    participants.map(async (participant): Promise<readonly CounterReport[]> => {
      const { Items = [] } = await dynamodb.send(
        new ScanCommand({
          TableName: resources.tableOf(participant),
          FilterExpression: 'begins_with(pk, :prefix)',
          ExpressionAttributeValues: { ':prefix': COUNTER_PREFIX },
        }),
      );
      return Items.map((item) => ({
        participant,
        counter: String(item.pk).slice(COUNTER_PREFIX.length),
        available: Number(item[AVAILABLE]),
      }));
    }),
  );
  return tables.flat();
};
