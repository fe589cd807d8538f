import { parseFunctionName } from '../lambda';
import { identity } from '../template';
import { byRole } from './need';
import { filtersOf, list, number, object, truth } from './read';
import type { ResourceType } from './resource-type';

/** Lambda's defaults for SQS; it starts with five batches at once. */
const DEFAULT_BATCH_SIZE = 10;
const DEFAULT_CONCURRENCY = 5;

/** What Lambda polls a queue with. Source: Lambda developer guide, "Configuring permissions for SQS event sources". */
const POLLING = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** `AWS::Lambda::EventSourceMapping` from an SQS queue. */
export const eventSourceMapping: ResourceType = {
  phase: 'source',
  identify: (resource) => identity(`${resource.stackName}-${resource.logicalId}`, { Id: resource.logicalId }),
  bringUp: (resource, services) => {
    const properties = resource.properties();
    const source = String(properties.EventSourceArn);
    const [, , service] = source.split(':');
    if (service !== 'sqs') {
      services.notRun(`${resource.type} (${service ?? 'unknown source'})`);
      return;
    }
    services.addSource(
      {
        id: resource.identity().ref,
        batchSize: number(properties.BatchSize, DEFAULT_BATCH_SIZE),
        batchingWindowSeconds: number(properties.MaximumBatchingWindowInSeconds, 0),
        partialResponses: list(properties.FunctionResponseTypes).includes('ReportBatchItemFailures'),
        maximumConcurrency: number(object(properties.ScalingConfig).MaximumConcurrency, DEFAULT_CONCURRENCY),
        filters: filtersOf(properties.FilterCriteria),
      },
      source,
      String(properties.FunctionName),
      truth(properties.Enabled, true),
    );
  },
  needs: (resource, access) => {
    const source = String(resource.property('EventSourceArn'));
    const { region, accountId } = resource.environment;
    const { name } = parseFunctionName(String(resource.property('FunctionName')));
    const role = access.functionRole(`arn:aws:lambda:${region}:${accountId}:function:${name}`);
    if (role?.kind !== 'role' || source.split(':')[2] !== 'sqs') return [];
    return POLLING.map((action) => byRole(role.arn, action, source, true));
  },
};
