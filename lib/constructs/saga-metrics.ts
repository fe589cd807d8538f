import { type MathExpression, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LINES, UNEXPECTED_ERROR } from '../saga';
import { filled, PERIOD, sumOf } from './metric-math';
import type { Saga } from './saga';
import { SWEEP_INTERVAL } from './saga-sweeper';

/** What Lambda and our own functions write when something failed that nobody meant. */
const UNEXPECTED = [`${UNEXPECTED_ERROR}:`, 'Task timed out', 'Runtime exited', 'Uncaught Exception'];

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
  /** Ended where no Catch could see it: stopped, timed out, or failed with an error that no saga ends with. */
  readonly died: MathExpression;
  /** Sagas whose unwinds die again and again: nobody starts another one. */
  readonly unwindGivenUp: Metric;
  /** Sweeps that came to their end. */
  readonly sweeps: Metric;
  /** Dead letters that a sweep found waiting for days. */
  readonly oldLetters: Metric;
  /** Commands that a participant took later than it should. */
  readonly lateCommands: Metric | undefined;
  /** Failures of functions that no saga means: a fault in the code, a right that is missing, an end in the middle. */
  readonly unexpected: Metric | undefined;
  /** Sweeps that found sagas which should be over and are not. */
  readonly overdue: Metric;
  /** State transitions: every state entered, and every retry. */
  readonly transitions: MathExpression;

  constructor(scope: Construct, id: string, saga: Saga) {
    super(scope, id);
    const { machine, logGroup } = saga.machine;
    // A namespace is one for the whole account: another stage's failures must not ring here.
    const namespace = `Saga/${Stack.of(this).stackName}`;
    const count = (name: string, filterPattern: IFilterPattern, group: ILogGroup = logGroup, id = name) =>
      new MetricFilter(this, id, {
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
    const redriver = saga.redrive.function.logGroup;
    // The service counts a saga that was compensated as failed, and one that was cancelled as aborted: the redriver looks
    // which one it was, and says so. What timed out needs nobody to look.
    const told = count('DeathsTold', FilterPattern.literal(`"${LINES.died}" -"TIMED_OUT"`), redriver);
    this.died = sumOf('Died', [
      told,
      ...[saga.machine, saga.unwindMachine].map(({ machine: one }) =>
        one.metricTimedOut({ statistic: Stats.SUM, period: PERIOD }),
      ),
    ]);
    this.unwindGivenUp = count('UnwindGivenUp', FilterPattern.allTerms(LINES.unwindGivenUp), redriver);
    this.sweeps = count(
      'Sweeps',
      FilterPattern.literal('%swept.+finished.+true%'),
      saga.sweeper.function.logGroup,
    ).with({ period: SWEEP_INTERVAL });
    this.oldLetters = count(
      'OldLetters',
      FilterPattern.allTerms(LINES.oldLetter),
      saga.sweeper.function.logGroup,
    ).with({ period: SWEEP_INTERVAL });
    const participants = Object.entries(saga.participants).map(
      ([name, { function: fn }]) => [name, fn.logGroup] as const,
    );
    // One metric for all of them: it is billed by its name.
    const ofEach = (name: string, pattern: IFilterPattern, groups: typeof participants) =>
      groups.map(([of, group]) => count(name, pattern, group, `${name}-${of}`))[0];
    this.lateCommands = ofEach(
      'LateCommands',
      FilterPattern.allTerms(LINES.lateCommand),
      participants.filter(([name]) => saga.participants[name]?.commands),
    );
    this.unexpected = ofEach('Unexpected', FilterPattern.anyTerm(...UNEXPECTED), [
      ...participants,
      ['redrive', redriver],
      ['start', saga.requests.function.logGroup],
      ['sweeper', saga.sweeper.function.logGroup],
    ]);
    this.transitions = filled({
      label: 'State transitions',
      expression: 'entered + scheduled - tasks',
      metrics: {
        entered: count('StatesEntered', type('*StateEntered')),
        // A task that is scheduled more often than its state was entered was retried.
        scheduled: count('TasksScheduled', type('TaskScheduled')),
        tasks: count('TasksEntered', type('TaskStateEntered')),
      },
    });
  }
}
