import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { consumeQueue } from './consume-queue';
import { sagaFunction, visibilityFor } from './saga-function';
import type { SagaLogTable } from './saga-log-table';
import type { SagaMachine } from './saga-machine';
import { queueWithDeadLetters } from './secure-queue';
import { grantDescribe, grantStart } from './state-machine-grants';

const TIMEOUT = Duration.seconds(30);
const BATCH_SIZE = 10;
const MAX_RECEIVE_COUNT = 20;
/**
 * A start takes about 30 ms, so five at a time stay below 170 a second. StartExecution allows 300 a second in the
 * largest regions and 150 (with a bucket of 800) elsewhere; the rest is for those who start directly.
 */
const MAX_CONCURRENCY = 5;

export interface SagaRequestsProps {
  readonly sagaName: string;
  readonly code: Code;
  readonly logTable: SagaLogTable;
  readonly machine: SagaMachine;
}

/** A queue that starts sagas: one message, one saga. */
export class SagaRequests extends Construct {
  readonly queue: IQueue;
  readonly deadLetters: IQueue;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: SagaRequestsProps) {
    super(scope, id);
    const { logTable, machine } = props;
    const pair = queueWithDeadLetters(this, 'Queue', {
      visibilityTimeout: visibilityFor(TIMEOUT),
      maxReceiveCount: MAX_RECEIVE_COUNT,
    });
    this.queue = pair.queue;
    this.deadLetters = pair.deadLetters;
    this.function = sagaFunction(this, 'Start', {
      description: `Starts sagas ${props.sagaName} from their queue`,
      code: props.code,
      timeout: TIMEOUT,
      environment: {
        SAGA_NAME: props.sagaName,
        SAGA_LOG_TABLE: logTable.tableName,
        STATE_MACHINE_ARN: machine.startArn,
        DEAD_LETTER_QUEUE_URL: pair.deadLetters.queueUrl,
      },
    });
    consumeQueue(this.function, pair.queue, { batchSize: BATCH_SIZE, maxConcurrency: MAX_CONCURRENCY });
    // Malformed requests go there at once, with the reason: no delivery can mend them.
    this.function.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [pair.deadLetters.queueArn] }),
    );
    logTable.grantRead(this.function);
    grantStart(this.function, [machine]);
    grantDescribe(this.function, [machine]);
  }
}
