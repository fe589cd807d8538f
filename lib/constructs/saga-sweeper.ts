import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { FOREVER, type SagaDefinition } from '../saga';
import { acknowledge } from './acknowledge';
import type { ParticipantTable } from './participant-table';
import type { SagaErrors } from './saga-errors';
import { sagaFunction } from './saga-function';
import type { SagaLogTable } from './saga-log-table';
import type { SagaMachine } from './saga-machine';
import { grantDescribe, grantStart } from './state-machine-grants';

export const SWEEP_INTERVAL = Duration.hours(1);
/** As long as a function may run, and below the interval: two sweeps hardly ever overlap (if they do, it is harmless). */
const TIMEOUT = Duration.minutes(15);

export interface SagaSweeperProps {
  readonly definition: SagaDefinition;
  /** Participant → its table. */
  readonly ledgers: Readonly<Record<string, ParticipantTable>>;
  readonly code: Code;
  readonly errors: SagaErrors;
  readonly logTable: SagaLogTable;
  readonly machine: SagaMachine;
  readonly unwindMachine: SagaMachine;
}

/**
 * Looks for sagas that should be over and are not: the net under lost events. It never stops anything. Then it removes what
 * is kept of sagas whose retention is over.
 */
export class SagaSweeper extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: SagaSweeperProps) {
    super(scope, id);
    const { definition, ledgers, errors, logTable, machine, unwindMachine } = props;
    const { name, retentionSeconds } = definition;
    this.function = sagaFunction(this, 'Function', {
      description: `Sweeps overdue sagas ${name}`,
      code: props.code,
      timeout: TIMEOUT,
      // One sweep at a time.
      reservedConcurrency: 1,
      environment: {
        SAGA_NAME: name,
        SAGA_LOG_TABLE: logTable.tableName,
        LEDGERS: Stack.of(this).toJsonString(
          Object.fromEntries(
            Object.entries(ledgers).map(([participant, { tableName }]) => [participant, tableName]),
          ),
        ),
        STATE_MACHINE_ARN: machine.arn,
        UNWIND_MACHINE_ARN: unwindMachine.arn,
        QUEUE_URL: errors.queue.queueUrl,
      },
    });
    logTable.grantAppend(this.function);
    logTable.grantList(this.function);
    if (retentionSeconds !== FOREVER) {
      logTable.grantRemove(this.function);
      for (const ledger of Object.values(ledgers)) ledger.grantRemove(this.function, name);
    }
    this.function.addToRolePolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [errors.queue.queueArn] }),
    );
    grantDescribe(this.function, [machine, unwindMachine]);
    // An unwind that was asked for and never came up.
    grantStart(this.function, [unwindMachine]);
    const schedule = new Rule(this, 'Schedule', {
      description: `Sweeps overdue sagas ${name}`,
      schedule: Schedule.rate(SWEEP_INTERVAL),
      targets: [new LambdaTarget(this.function, { retryAttempts: 0 })],
    });
    acknowledge(schedule, 'Serverless-EventBusDLQ', 'a sweep that is lost is made up for by the next one');
  }
}
