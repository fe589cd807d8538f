import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { MESSAGE_LIFE_SECONDS } from '../saga';
import { acknowledge } from './acknowledge';
import { customerKey } from './customer-key';
import { stageSettings } from './stage';

export interface QueuePair {
  readonly queue: Queue;
  readonly deadLetters: Queue;
}

export interface QueuePairProps {
  readonly visibilityTimeout: Duration;
  /** Deliveries before a message becomes a dead letter. */
  readonly maxReceiveCount: number;
}

/** A queue that only speaks TLS, encrypted at rest, messages kept as long as SQS can. */
export const secureQueue = (scope: Construct, id: string, props: QueueProps = {}): Queue =>
  new Queue(scope, id, {
    ...encryptionOf(scope),
    enforceSSL: true,
    retentionPeriod: Duration.seconds(MESSAGE_LIFE_SECONDS),
    removalPolicy: stageSettings(scope).removalPolicy,
    ...props,
  });

const encryptionOf = (scope: Construct): Pick<QueueProps, 'encryption' | 'encryptionMasterKey'> => {
  const key = customerKey(scope);
  return key
    ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key }
    : { encryption: QueueEncryption.SQS_MANAGED };
};

/** A queue with a dead-letter queue behind it. */
export const queueWithDeadLetters = (scope: Construct, id: string, props: QueuePairProps): QueuePair => {
  const deadLetters = secureQueue(scope, `${id}DeadLetters`);
  acknowledge(deadLetters, 'Serverless-SQSRedrivePolicy', 'it is the dead-letter queue itself');
  const queue = secureQueue(scope, id, {
    visibilityTimeout: props.visibilityTimeout,
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: props.maxReceiveCount },
  });
  return { queue, deadLetters };
};
