import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsClients } from '../operations';
import { documentClient } from '../runtime';

/** Clients of one endpoint. */
export interface ClientsHandle {
  readonly clients: AwsClients;
  close(): void;
}

/** Clients for a stack that runs on this machine: any credentials will do. */
export const loopbackClients = (endpoint: string, region: string): ClientsHandle => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const settings = { endpoint, region, credentials };
  const dynamodb = new DynamoDBClient(settings);
  const sfn = new SFNClient(settings);
  const sqs = new SQSClient(settings);
  return {
    clients: { sfn, sqs, dynamodb: documentClient(dynamodb) },
    close: () => {
      for (const client of [dynamodb, sfn, sqs]) client.destroy();
    },
  };
};
