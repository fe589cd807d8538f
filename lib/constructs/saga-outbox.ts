import { EventBus } from 'aws-cdk-lib/aws-events';
import type { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { HEARD, SagaError } from '../saga';
import { customerKey } from './customer-key';
import type { SagaLogTable } from './saga-log-table';
import { streamPipe } from './stream-pipe';

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
    const { pipe, deadLetters } = streamPipe(this, {
      description: `Log of sagas ${sagaName} to its bus`,
      roleDescription: 'Role of the pipe from the saga log to its bus',
      streamArn: streamOf(logTable),
      filter: EVENTS_ONLY,
      target: {
        arn: this.bus.eventBusArn,
        action: 'events:PutEvents',
        parameters: {
          eventBridgeEventBusParameters: {
            source: this.source,
            detailType: '$.dynamodb.NewImage.topic.S',
          },
          inputTemplate: DETAIL,
        },
      },
    });
    this.pipe = pipe;
    this.deadLetters = deadLetters;
  }
}

const streamOf = ({ table, node }: SagaLogTable): string => {
  if (table.tableStreamArn !== undefined) return table.tableStreamArn;
  throw new SagaError('NoStream', `log table '${node.path}' has no stream: give it a \`dynamoStream\``);
};
