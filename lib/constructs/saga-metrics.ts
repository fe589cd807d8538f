import { MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Duration, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { Saga } from './saga';
import { SWEEP_INTERVAL } from './saga-sweeper';

/** Five minutes: the resolution of alarms and dashboards here. */
export const PERIOD = Duration.minutes(5);

/**
 * How sagas end, counted in the log of the state machine. `ExecutionsFailed` cannot say it: a declined card is a failed
 * execution, and so is one that died. State names are part of the log also without execution data.
 */
export class SagaMetrics extends Construct {
  /** Executions of the saga's own machine that were started. */
  readonly started: Metric;
  readonly completed: Metric;
  /** Ended backward; those with something parked are among them. */
  readonly compensated: Metric;
  /** Steps and compensations that were given up to the errors queue. */
  readonly parked: Metric;
  /** Past the pivot, and not finished. */
  readonly completionFailed: Metric;
  /** Ended where no Catch could see it: stopped or timed out. */
  readonly died: MathExpression;
  /** Sweeps that found sagas which should be over and are not. */
  readonly overdue: Metric;
  /** State transitions: every state entered, and every retry. */
  readonly transitions: MathExpression;

  constructor(scope: Construct, id: string, saga: Saga) {
    super(scope, id);
    const { machine, logGroup } = saga.machine;
    // A namespace is one for the whole account: another stage's failures must not ring here.
    const namespace = `Saga/${Stack.of(this).stackName}`;
    const count = (name: string, filterPattern: IFilterPattern, group: ILogGroup = logGroup) =>
      new MetricFilter(this, name, {
        logGroup: group,
        filterPattern,
        metricNamespace: namespace,
        metricName: name,
        metricValue: '1',
        defaultValue: 0,
      }).metric({ statistic: Stats.SUM, period: PERIOD });
    const type = (value: string) => FilterPattern.stringValue('$.type', '=', value);
    const entered = (state: string) =>
      FilterPattern.all(type('*StateEntered'), FilterPattern.stringValue('$.details.name', '=', state));

    this.started = machine.metricStarted({ statistic: Stats.SUM, period: PERIOD });
    this.completed = count('Completed', type('ExecutionSucceeded'));
    this.compensated = count('Compensated', entered('SagaNotCompleted'));
    this.completionFailed = count('CompletionFailed', entered('SagaCompletionFailed'));
    this.parked = count('Parked', entered('Park*'));
    // A sweep that found nothing logs a count of 0. Lambda puts a prefix before the line, so it is matched as text.
    this.overdue = count(
      'Overdue',
      FilterPattern.literal('%swept.+count.+[1-9]%'),
      saga.sweeper.function.logGroup,
    ).with({ period: SWEEP_INTERVAL });
    this.died = new MathExpression({
      label: 'Died',
      expression: 'aborted + timedOut',
      usingMetrics: {
        aborted: machine.metricAborted({ statistic: Stats.SUM, period: PERIOD }),
        timedOut: machine.metricTimedOut({ statistic: Stats.SUM, period: PERIOD }),
      },
      period: PERIOD,
    });
    this.transitions = new MathExpression({
      label: 'State transitions',
      expression: 'entered + scheduled - tasks',
      usingMetrics: {
        entered: count('StatesEntered', type('*StateEntered')),
        // A task that is scheduled more often than its state was entered was retried.
        scheduled: count('TasksScheduled', type('TaskScheduled')),
        tasks: count('TasksEntered', type('TaskStateEntered')),
      },
      period: PERIOD,
    });
  }
}
