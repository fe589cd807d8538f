import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import type { ParticipantFunction, Saga } from '../constructs';

/** `payments` → `ParticipantPaymentsTable`, `ParticipantPaymentsFunction`: how the CLI finds a participant. */
const outputPrefix = (participant: string): string =>
  `Participant${participant
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;

/** Everything that a client of the saga needs, by names that do not depend on where its construct stands. */
const outputsOf = (saga: Saga): Readonly<Record<string, string>> => ({
  SagaName: saga.definition.name,
  StateMachineArn: saga.machine.arn,
  StateMachineStartArn: saga.machine.startArn,
  UnwindMachineArn: saga.unwindMachine.arn,
  SagaLogTable: saga.logTable.tableName,
  SagaErrorsQueueUrl: saga.errors.queue.queueUrl,
  SagaErrorsDeadLetterQueueUrl: saga.errors.deadLetters.queueUrl,
  SagaRequestsQueueUrl: saga.requests.queue.queueUrl,
  SagaRequestsDeadLetterQueueUrl: saga.requests.deadLetters.queueUrl,
  ...Object.fromEntries(Object.entries(saga.participants).flatMap(participantOutputs)),
});

const participantOutputs = ([name, participant]: [string, ParticipantFunction]): [string, string][] => [
  [`${outputPrefix(name)}Table`, participant.table.tableName],
  [`${outputPrefix(name)}Function`, participant.function.functionName],
];

/** Publishes a saga as outputs of its stack; a stack holds one saga. */
export const addSagaOutputs = (stack: Stack, saga: Saga): void => {
  for (const [name, value] of Object.entries(outputsOf(saga))) new CfnOutput(stack, name, { value });
};
