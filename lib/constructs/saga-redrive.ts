import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Code, IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { consumeQueue } from './consume-queue';
import { REDRIVE_TIMEOUT, type SagaErrors } from './saga-errors';
import { sagaFunction } from './saga-function';
import type { SagaLogTable } from './saga-log-table';
import type { SagaMachine } from './saga-machine';
import { grantDescribe, grantHistory, grantStart } from './state-machine-grants';

/** Messages worked on at a time: what failed for all sagas at once must not come back as one wave. */
const MAX_CONCURRENCY = 5;

export interface SagaRedriveProps {
  readonly sagaName: string;
  readonly code: Code;
  readonly errors: SagaErrors;
  readonly logTable: SagaLogTable;
  readonly machine: SagaMachine;
  readonly unwindMachine: SagaMachine;
  /** Participant → its function; current code, so that a fix heals what is parked. */
  readonly functions: Readonly<Record<string, IFunction>>;
}

/** The one consumer of the errors queue: it runs parked commands again and unwinds or finishes what died. */
export class SagaRedrive extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: SagaRedriveProps) {
    super(scope, id);
    const { errors, logTable, machine, unwindMachine } = props;
    const functions = Object.entries(props.functions);
    this.function = sagaFunction(this, 'Function', {
      description: `Redrives what saga ${props.sagaName} could not end by itself`,
      code: props.code,
      timeout: REDRIVE_TIMEOUT,
      reservedConcurrency: MAX_CONCURRENCY,
      environment: {
        SAGA_NAME: props.sagaName,
        SAGA_LOG_TABLE: logTable.tableName,
        PARTICIPANTS: Stack.of(this).toJsonString(
          Object.fromEntries(functions.map(([participant, { functionArn }]) => [participant, functionArn])),
        ),
        QUEUE_URL: errors.queue.queueUrl,
        STATE_MACHINE_ARN: machine.arn,
        UNWIND_MACHINE_ARN: unwindMachine.arn,
      },
    });
    consumeQueue(this.function, errors.queue, { batchSize: 1, maxConcurrency: MAX_CONCURRENCY });
    logTable.grantAppend(this.function);
    // It parks the steps after one that died.
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['sqs:SendMessage'],
        resources: [errors.queue.queueArn],
      }),
    );
    this.function.addToRolePolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: functions.map(([, { functionArn }]) => functionArn),
      }),
    );
    grantDescribe(this.function, [machine, unwindMachine]);
    grantHistory(this.function, [machine]);
    grantStart(this.function, [unwindMachine]);
  }
}
