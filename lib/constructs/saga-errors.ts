import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ERRORS_MAX_RECEIVE_COUNT } from '../saga';
import { visibilityFor } from './saga-function';
import { queueWithDeadLetters } from './secure-queue';

/** A participant's 10 seconds, and the reading of a log and a history around them. */
export const REDRIVE_TIMEOUT = Duration.seconds(60);

/**
 * The queue of what could not end by itself: steps that were given up, and executions that died. The state machines
 * fill it; a dead-letter queue stands behind it, where a person has to look.
 */
export class SagaErrors extends Construct {
  readonly queue: IQueue;
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const pair = queueWithDeadLetters(this, 'Queue', {
      visibilityTimeout: visibilityFor(REDRIVE_TIMEOUT),
      maxReceiveCount: ERRORS_MAX_RECEIVE_COUNT,
    });
    this.queue = pair.queue;
    this.deadLetters = pair.deadLetters;
  }
}
