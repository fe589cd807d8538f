import {
  dynamoDbCounters,
  dynamoDbLedger,
  dynamoDbLedgerRemoval,
  dynamoDbLogRemoval,
  dynamoDbRecords,
  dynamoDbSagaLog,
  isoTime,
  sfnOrchestrator,
  sqsQueue,
  systemClock,
  systemRandom,
} from '../runtime';
import type { Clock, SagaDefinition } from '../saga';
import type { ErasePorts } from './erase-saga';
import { unservedQueue } from './queue-look';
import type { AwsClients, SagaResources } from './saga-resources';

/** Operations on a deployed saga through the AWS APIs; conflicts with its functions are waited out. */
export const awsPorts = (
  clients: AwsClients,
  resources: SagaResources,
  definition: SagaDefinition,
  clock: Clock = systemClock,
): ErasePorts => {
  const tools = { client: clients.dynamodb, clock, random: systemRandom, hasTime: () => true };
  return {
    definition,
    clock,
    now: () => isoTime(clock.now()),
    log: dynamoDbSagaLog(tools, resources.logTable),
    logRemoval: dynamoDbLogRemoval(tools, resources.logTable),
    orchestrator: sfnOrchestrator(clients.sfn),
    ledgerOf: (participant) => dynamoDbLedger(tools, resources.tableOf(participant)),
    ledgerRemovalOf: (participant) => dynamoDbLedgerRemoval(tools, resources.tableOf(participant)),
    countersOf: (participant) => dynamoDbCounters(tools, resources.tableOf(participant)),
    recordsOf: (participant) => dynamoDbRecords(clients.dynamodb, resources.tableOf(participant)),
    errors: sqsQueue(clients.sqs, resources.errorsQueueUrl),
    deadLetters: unservedQueue(clients.sqs, resources.errorsDeadLetterQueueUrl),
    refusedRequests: unservedQueue(clients.sqs, resources.requestsDeadLetterQueueUrl),
    stateMachineArn: resources.startArn,
    unwindMachineArn: resources.unwindMachineArn,
  };
};
