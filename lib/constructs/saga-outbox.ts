import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { HEARD, SagaError } from '../saga';
import { acknowledge } from './acknowledge';
import { customerKey, grantCustomerKey } from './customer-key';
import type { SagaLogTable } from './saga-log-table';
import { secureQueue } from './secure-queue';

const BATCH_SIZE = 10;
/** Tries before a record that the bus does not take is set aside: the stream waits for it meanwhile. */
const MAX_RETRIES = 20;

/** Items that carry a topic are events for others; what is deleted or taken out is none. */
const EVENTS_ONLY = {
  eventName: ['INSERT', 'MODIFY'],
  dynamodb: { NewImage: { topic: { S: [{ exists: true }] } } },
};

const image = (attribute: string): string => `<$.dynamodb.NewImage.${attribute}.S>`;

/**
 * Identifiers and times, never inputs or results: `saga` is `<name>/<id>`. `status` is empty in events about a step, `step`
 * in those about the whole saga.
 */
const DETAIL = JSON.stringify(
  Object.fromEntries(HEARD.map((attribute) => [attribute === 'pk' ? 'saga' : attribute, image(attribute)])),
);

export interface SagaOutboxProps {
  readonly sagaName: string;
  readonly logTable: SagaLogTable;
}

/**
 * What happens to sagas, for services that react without being called: the log's stream, through a pipe, onto a bus.
 * Events are named by their topic (`saga.completed`, `saga.step.succeeded` …), come at least once, and follow from the
 * one write to the log: there is no second one that could be lost.
 */
export class SagaOutbox extends Construct {
  readonly bus: EventBus;
  readonly pipe: CfnPipe;
  /** Records that the bus did not take. */
  readonly deadLetters: Queue;
  /** `source` of the events. */
  readonly source: string;

  constructor(scope: Construct, id: string, { sagaName, logTable }: SagaOutboxProps) {
    super(scope, id);
    this.source = `saga.${sagaName}`;
    const key = customerKey(this);
    this.bus = new EventBus(this, 'Bus', {
      description: `What happens to sagas ${sagaName}`,
      ...(key ? { kmsKey: key } : {}),
    });
    this.deadLetters = secureQueue(this, 'DeadLetters');
    for (const rule of ['Serverless-SQSRedrivePolicy', 'AwsSolutions-SQS3'])
      acknowledge(this.deadLetters, rule, 'it is the dead-letter queue of the pipe');
    const streamArn = streamOf(logTable);
    const role = this.role(streamArn);
    this.pipe = new CfnPipe(this, 'Pipe', {
      description: `Log of sagas ${sagaName} to its bus`,
      roleArn: role.roleArn,
      ...(key ? { kmsKeyIdentifier: key.keyArn } : {}),
      source: streamArn,
      sourceParameters: {
        dynamoDbStreamParameters: {
          startingPosition: 'TRIM_HORIZON',
          batchSize: BATCH_SIZE,
          maximumRetryAttempts: MAX_RETRIES,
          onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          deadLetterConfig: { arn: this.deadLetters.queueArn },
        },
        filterCriteria: { filters: [{ pattern: JSON.stringify(EVENTS_ONLY) }] },
      },
      target: this.bus.eventBusArn,
      targetParameters: {
        eventBridgeEventBusParameters: {
          source: this.source,
          detailType: '$.dynamodb.NewImage.topic.S',
        },
        inputTemplate: DETAIL,
      },
    });
    // A pipe is refused whose role may not read the source yet (aws-cdk#31211).
    this.pipe.node.addDependency(role);
  }

  private role(streamArn: string): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Role of the pipe from the saga log to its bus',
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [streamArn],
      }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }),
    );
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }),
    );
    grantCustomerKey(this, role);
    return role;
  }
}

const streamOf = ({ table, node }: SagaLogTable): string => {
  if (table.tableStreamArn !== undefined) return table.tableStreamArn;
  throw new SagaError('NoStream', `log table '${node.path}' has no stream: give it a \`dynamoStream\``);
};
