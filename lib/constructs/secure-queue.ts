import { type IQueue, Queue, QueueEncryption, type QueueProps, RedrivePermission } from 'aws-cdk-lib/aws-sqs';
import { Duration, Names, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MESSAGE_LIFE_SECONDS } from '../saga';
import { acknowledge } from './acknowledge';
import { customerKey } from './customer-key';
import { stackGuid } from './stack-guid';
import { stageSettings } from './stage';

/** Characters of what a queue's name says of where it stands; 80 in all, 36 of them the stack's. */
const PLACE_LENGTH = 28;

export interface QueuePair {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

export interface QueuePairProps {
  readonly visibilityTimeout: Duration;
  /** Deliveries before a message becomes a dead letter. */
  readonly maxReceiveCount: number;
}

/**
 * A queue that only speaks TLS, encrypted at rest, messages kept as long as SQS can. No other queue may make it its
 * dead-letter queue, unless the props say so.
 */
export const secureQueue = (scope: Construct, id: string, props: QueueProps = {}): Queue =>
  new Queue(scope, id, {
    ...encryptionOf(scope),
    enforceSSL: true,
    retentionPeriod: Duration.seconds(MESSAGE_LIFE_SECONDS),
    redriveAllowPolicy: { redrivePermission: RedrivePermission.DENY_ALL },
    removalPolicy: stageSettings(scope).removalPolicy,
    ...props,
  });

const encryptionOf = (scope: Construct): Pick<QueueProps, 'encryption' | 'encryptionMasterKey'> => {
  const key = customerKey(scope);
  return key
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
    : { encryption: QueueEncryption.SQS_MANAGED };
};

/** A queue with a dead-letter queue behind it, which takes the dead letters of no other. */
export const queueWithDeadLetters = (scope: Construct, id: string, props: QueuePairProps): QueuePair => {
  // Each names the other: by its name, which is known, the dead-letter queue need not wait for its source.
  const queueName = nameOf(scope, id);
  const deadLetters = secureQueue(scope, `${id}DeadLetters`, {
    redriveAllowPolicy: {
      redrivePermission: RedrivePermission.BY_QUEUE,
      sourceQueues: [queueByName(scope, `${id}ByName`, queueName)],
    },
  });
  acknowledge(deadLetters, 'Serverless-SQSRedrivePolicy', 'it is the dead-letter queue itself');
  const queue = secureQueue(scope, id, {
    queueName,
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: props.maxReceiveCount },
  });
  return { queue, deadLetters };
};

/** Of this stack alone: one that was kept when its stack was deleted is not in the way of the next. */
const nameOf = (scope: Construct, id: string): string =>
  `${Names.uniqueResourceName(scope, { maxLength: PLACE_LENGTH })}-${id}-${stackGuid(scope)}`;

const queueByName = (scope: Construct, id: string, queueName: string): IQueue =>
  Queue.fromQueueArn(scope, id, Stack.of(scope).formatArn({ service: 'sqs', resource: queueName }));
