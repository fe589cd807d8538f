import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  awsPorts,
  deploymentsIn,
  describeSagaStacks,
  type ErasePorts,
  inspectSaga,
  type OperationClients,
  operationClients,
  type SagaReport,
  type SagaResources,
  stacksOfStage,
} from '../../lib/operations';
import { startSaga } from '../../lib/runtime';
import { type SagaDefinition, SagaError, stackNameOf } from '../../lib/saga';
import { sagas } from '../../lib/sagas';

/** Whatever takes longer hangs. */
const PATIENCE_MS = 600_000;

/** What was deployed, as a client of AWS sees it. */
export interface Deployment {
  readonly clients: OperationClients;
  readonly lambda: LambdaClient;
  start(saga: string, example: string, id: string): Promise<void>;
  /** Polls until the report satisfies the condition. @throws Error with the last report when it never does. */
  until(saga: string, id: string, holds: (report: SagaReport) => boolean): Promise<SagaReport>;
  ports(saga: string): ErasePorts;
  resources(saga: string): SagaResources;
  /** Answer of a function of a saga's stack, found by a part of its logical id. */
  invoke(saga: string, logicalId: string): Promise<unknown>;
}

/** Finds the deployed sagas by the outputs of their stacks. */
export const connect = async (root: string, endpoint: string): Promise<Deployment> => {
  const options = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const clients = operationClients(options);
  const deployed = deploymentsIn(stacksOfStage(await describeSagaStacks(clients.cloudformation), 'dev'));
  const resources = (saga: string): SagaResources => {
    const found = deployed.get(saga);
    if (!found) throw new Error(`no stack holds the ${saga} saga`);
    return found;
  };
  const definition = (saga: string): SagaDefinition => sagas[saga] as SagaDefinition;
  const ports = (saga: string): ErasePorts => awsPorts(clients, resources(saga), definition(saga));
  const lambda = new LambdaClient(options);
  return {
    clients,
    lambda,
    resources,
    ports,
    invoke: async (saga, logicalId) => {
      const { StackResourceSummaries = [] } = await clients.cloudformation.send(
        new ListStackResourcesCommand({ StackName: stackNameOf(saga, 'dev') }),
      );
      const found = StackResourceSummaries.find(
        ({ ResourceType, LogicalResourceId = '' }) =>
          ResourceType === 'AWS::Lambda::Function' && LogicalResourceId.includes(logicalId),
      );
      if (!found?.PhysicalResourceId) throw new Error(`${saga} has no function ${logicalId}`);
      const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: found.PhysicalResourceId }));
      return JSON.parse(Payload?.transformToString() ?? '') as unknown;
    },
    start: async (saga, example, id) => {
      const input = JSON.parse(
        readFileSync(join(root, 'examples', saga, `${example}.json`), 'utf8'),
      ) as unknown;
      await startSaga(ports(saga), definition(saga), id, input);
    },
    until: async (saga, id, holds) => {
      const end = Date.now() + PATIENCE_MS;
      let last: SagaReport | undefined;
      while (Date.now() < end) {
        last = await inspectSaga(clients, resources(saga), { id, definition: definition(saga) }).catch(
          notYet,
        );
        if (last && holds(last)) return last;
        await sleep(500);
      }
      throw new Error(`still so after ${PATIENCE_MS / 1000} s: ${JSON.stringify(last)}`);
    },
  };
};

/** A saga that was requested through a queue is not there at once. */
const notYet = (error: unknown): undefined => {
  if (error instanceof SagaError && error.code === 'UnknownSaga') return undefined;
  throw error;
};
