import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type RecordType, type SagaDefinition, stateName } from '../saga';
import { addressesIn } from './addresses';
import { customerKey } from './customer-key';
import { isEmulated } from './emulator';
import type { ParticipantFunction } from './participant-function';
import { type StreamPipe, streamPipe } from './stream-pipe';

/** Names of the types whose records are told to others. */
export const publishedTypes = (records: Readonly<Record<string, RecordType>>): readonly string[] =>
  Object.entries(records).flatMap(([type, { published }]) => (published ? [type] : []));

export interface SagaNoticesProps {
  readonly definition: SagaDefinition;
  readonly participants: Readonly<Record<string, ParticipantFunction>>;
}

/**
 * What participants tell the outside: records of a published type go from their table's stream through a pipe to one
 * topic: the stream's record as it is, one message each, whose `dynamodb.NewImage.id` is the same whenever it is delivered
 * again. A record is written in the transaction of its step, so a notice is of something that happened, and none is lost.
 */
export class SagaNotices extends Construct {
  readonly topic: Topic;
  /** One for each participant that publishes; emulators have none. */
  readonly pipes: readonly StreamPipe[];

  constructor(scope: Construct, id: string, { definition, participants }: SagaNoticesProps) {
    super(scope, id);
    const key = customerKey(this);
    this.topic = new Topic(this, 'Topic', {
      displayName: `Notices of saga ${definition.name}`,
      enforceSSL: true,
      ...(key ? { masterKey: key } : {}),
    });
    for (const address of addressesIn(this, 'notify', 'BadNoticeAddress'))
      this.topic.addSubscription(new EmailSubscription(address));
    this.pipes = isEmulated(this)
      ? []
      : Object.entries(participants).flatMap(([name, { table }]) => {
          const types = publishedTypes(definition.records[name] ?? {});
          const streamArn = table.table.tableStreamArn;
          return types.length === 0 || streamArn === undefined
            ? []
            : [this.pipe(stateName(name), name, streamArn, types)];
        });
  }

  private pipe(id: string, name: string, streamArn: string, types: readonly string[]): StreamPipe {
    return streamPipe(new Construct(this, id), {
      description: `What ${name} tells to the topic of notices`,
      roleDescription: `Role of the pipe from ${name} to the topic of notices`,
      streamArn,
      filter: {
        eventName: ['INSERT'],
        dynamodb: { Keys: { pk: { S: types.map((type) => ({ prefix: `${type}#` })) } } },
      },
      target: {
        arn: this.topic.topicArn,
        action: 'sns:Publish',
        // The record as a whole, which is always JSON: a template would not escape the texts that it puts in.
        parameters: {},
      },
    });
  }
}

/** Whether any participant publishes. */
export const publishes = ({ records }: SagaDefinition): boolean =>
  Object.values(records).some((types) => publishedTypes(types).length > 0);
