import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { acknowledge } from './acknowledge';

export interface ConsumeOptions {
  readonly batchSize: number;
  /** Invocations at a time. */
  readonly maxConcurrency: number;
}

/** Feeds a queue to a function: bounded, and a message that fails does not take its batch with it. */
export const consumeQueue = (consumer: LambdaFunction, queue: IQueue, options: ConsumeOptions): void => {
  consumer.addEventSource(new SqsEventSource(queue, { ...options, reportBatchItemFailures: true }));
  acknowledge(
    consumer,
    'Serverless-LambdaEventSourceMappingDestination',
    'what cannot be taken goes to the dead-letter queue of its queue',
  );
};
