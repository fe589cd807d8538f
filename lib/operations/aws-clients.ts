import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { documentClient } from '../runtime';
import type { AwsClients } from './saga-resources';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Where the clients talk to; what is left out comes from the environment, as the AWS SDK reads it. */
export interface ClientOptions {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: Credentials;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
  readonly maxAttempts?: number;
  readonly retryMode?: 'standard';
}

/** On this machine any credentials will do, but a request has to be signed with some. */
const ANY: Credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The embedded stack knows by the key under which of its policies for people a client acts. */
const PERSONA_PREFIX = 'as-';

/** The key under which a client acts as `operator` or `starter` here: of all stacks, or `operator-<stack>` of one. */
export const personaCredentials = (name: string): Credentials => ({
  accessKeyId: `${PERSONA_PREFIX}${name}`,
  secretAccessKey: 'local',
});

/** Attempts of one call. */
const ATTEMPTS = 3;

/**
 * For an endpoint on this machine. Everything is said, so that nothing of the user's AWS settings (profile, login, FIPS,
 * retries) is asked for: they are about AWS, and may be broken.
 */
export const localClientOptions = (
  endpoint: string,
  region: string,
  credentials: Credentials = ANY,
): ClientOptions => ({
  endpoint,
  region,
  credentials,
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  maxAttempts: ATTEMPTS,
  retryMode: 'standard',
});

/** All clients that operations work with. */
export interface OperationClients extends AwsClients {
  readonly cloudformation: CloudFormationClient;
  /** Closes the connections. */
  readonly destroy: () => void;
}

/** Clients for AWS, or for whatever answers like it at the endpoint. */
export const operationClients = (options: ClientOptions): OperationClients => {
  const plain = new DynamoDBClient(options);
  const clients = {
    sfn: new SFNClient(options),
    dynamodb: documentClient(plain),
    sqs: new SQSClient(options),
    cloudformation: new CloudFormationClient(options),
  };
  return {
    ...clients,
    destroy: () => {
      for (const client of [clients.sfn, plain, clients.sqs, clients.cloudformation]) client.destroy();
    },
  };
};
