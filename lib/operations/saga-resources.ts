import type { SFNClient } from '@aws-sdk/client-sfn';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { participantOutput, SagaError } from '../saga';

/** The clients that operations work with; which endpoint they talk to is the caller's choice. */
export interface AwsClients {
  readonly sfn: SFNClient;
  readonly dynamodb: DynamoDBDocumentClient;
  readonly sqs: SQSClient;
}

/** Where a deployed saga keeps what, as its stack publishes it. */
export interface SagaResources {
  readonly sagaName: string;
  readonly stateMachineArn: string;
  /** What executions are started by: the alias of the published machine, or the machine itself. */
  readonly startArn: string;
  readonly unwindMachineArn: string;
  readonly logTable: string;
  readonly errorsQueueUrl: string;
  readonly errorsDeadLetterQueueUrl: string;
  readonly requestsQueueUrl: string;
  readonly requestsDeadLetterQueueUrl: string;
  /** Ledger table of a participant. */
  readonly tableOf: (participant: string) => string;
  /** Name of a participant's function. */
  readonly functionOf: (participant: string) => string;
}

/**
 * Reads the outputs of a saga's stack.
 * @throws SagaError `MissingOutput`
 */
export const resourcesFromOutputs = (outputs: Readonly<Record<string, string>>): SagaResources => {
  const output = (name: string): string => {
    const value = outputs[name];
    if (value !== undefined) return value;
    throw new SagaError(
      'MissingOutput',
      `the stack has no output '${name}': deploy it again with the code of this version`,
    );
  };
  return {
    sagaName: output('SagaName'),
    stateMachineArn: output('StateMachineArn'),
    startArn: output('StateMachineStartArn'),
    unwindMachineArn: output('UnwindMachineArn'),
    logTable: output('SagaLogTable'),
    errorsQueueUrl: output('SagaErrorsQueueUrl'),
    errorsDeadLetterQueueUrl: output('SagaErrorsDeadLetterQueueUrl'),
    requestsQueueUrl: output('SagaRequestsQueueUrl'),
    requestsDeadLetterQueueUrl: output('SagaRequestsDeadLetterQueueUrl'),
    tableOf: (participant) => output(participantOutput(participant, 'Table')),
    functionOf: (participant) => output(participantOutput(participant, 'Function')),
  };
};
