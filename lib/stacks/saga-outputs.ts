import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import { participantOutputs, type Saga, stageOf } from '../constructs';

/** Everything that a client of the saga needs, by names that do not depend on where its construct stands. */
const outputsOf = (saga: Saga): Readonly<Record<string, string>> => ({
  SagaName: saga.definition.name,
  SagaStage: stageOf(saga),
  StateMachineArn: saga.machine.arn,
  StateMachineStartArn: saga.machine.startArn,
  UnwindMachineArn: saga.unwindMachine.arn,
  SagaLogTable: saga.logTable.tableName,
  SagaErrorsQueueUrl: saga.errors.queue.queueUrl,
  SagaErrorsDeadLetterQueueUrl: saga.errors.deadLetters.queueUrl,
  SagaRequestsQueueUrl: saga.requests.queue.queueUrl,
  SagaRequestsDeadLetterQueueUrl: saga.requests.deadLetters.queueUrl,
  ...Object.assign(
    {},
    ...Object.entries(saga.participants).map(([name, participant]) => participantOutputs(name, participant)),
  ),
});

/** Publishes a saga as outputs of its stack; a stack holds one saga. */
export const addSagaOutputs = (stack: Stack, saga: Saga): void => {
  for (const [name, value] of Object.entries(outputsOf(saga))) new CfnOutput(stack, name, { value });
};
