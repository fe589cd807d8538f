import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Aws, Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SagaError } from '../saga';
import { customerKey } from './customer-key';
import type { Saga } from './saga';
import { PERIOD, type SagaMetrics } from './saga-metrics';

/** A dead letter lives 14 days from its first send: after this many somebody has to hurry. */
const DEAD_LETTER_AGE = Duration.days(4);
/** A command queue that is not worked off within this time is about to miss timeouts. */
const COMMAND_AGE = Duration.minutes(5);

/** As much of an e-mail address as a slip of the keyboard would break. */
const ADDRESS = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;

/** Metrics that one alarm may combine (CloudWatch quota). */
const MAX_METRICS = 10;

/** One condition that a person has to know about; its runbook entry has the alarm's id as its title. */
interface AlarmSpec {
  readonly id: string;
  readonly description: string;
  readonly metric: IMetric;
  /** Rings at this value or above. */
  readonly threshold: number;
  /** Periods of the metric in a row. @default 1 */
  readonly periods?: number;
}

/**
 * What the person on call is woken by, all on one topic. That a saga was compensated is no alarm: it is how a saga says
 * no. What could not be brought to its end is one.
 */
export class SagaAlarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, saga: Saga, metrics: SagaMetrics) {
    super(scope, id);
    const key = customerKey(this);
    this.topic = new Topic(this, 'Topic', {
      displayName: `Alarms of saga ${saga.definition.name}`,
      enforceSSL: true,
      ...(key ? { masterKey: key } : {}),
    });
    // A topic with a policy of its own has no other: whoever publishes to it has to be named.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    );
    for (const address of addressesOf(this)) this.topic.addSubscription(new EmailSubscription(address));
    for (const spec of specsOf(saga, metrics)) this.add(spec);
  }

  private add({ id, description, metric, threshold, periods = 1 }: AlarmSpec): void {
    new Alarm(this, id, {
      alarmDescription: `${description} See ${id} in RUNBOOK.md.`,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}

/**
 * `-c alarms=someone@example.com`: who is told, several with commas between them. Without it nobody is.
 * @throws SagaError `BadAlarmAddress`
 */
const addressesOf = (scope: Construct): readonly string[] => {
  const asked: unknown = scope.node.tryGetContext('alarms');
  if (asked === undefined) return [];
  const addresses = String(asked).split(',');
  const wrong = addresses.find((address) => !ADDRESS.test(address));
  if (wrong === undefined) return addresses;
  throw new SagaError(
    'BadAlarmAddress',
    `alarms has '${wrong}': use -c alarms=someone@example.com, several with commas between them`,
  );
};

const specsOf = (saga: Saga, metrics: SagaMetrics): readonly AlarmSpec[] => {
  const commandPairs = Object.values(saga.participants).flatMap(({ commands }) => commands ?? []);
  const functions = [
    ...Object.values(saga.participants).map((participant) => participant.function),
    saga.redrive.function,
    saga.sweeper.function,
    saga.requests.function,
  ];
  const throttles = [
    saga.machine.machine.metricThrottled({ statistic: Stats.SUM, period: PERIOD }),
    ...functions.map((fn) => fn.metricThrottles({ statistic: Stats.SUM, period: PERIOD })),
  ];
  return [
    {
      id: 'DeadLetters',
      description: 'What the redriver could not mend either waits for a person.',
      metric: visible(saga.errors.deadLetters),
      threshold: 1,
    },
    {
      id: 'DeadLettersOld',
      description: 'A dead letter is about to expire; its saga stays open.',
      metric: age(saga.errors.deadLetters),
      threshold: DEAD_LETTER_AGE.toSeconds(),
    },
    {
      id: 'RequestsRefused',
      description: 'Requests could not be started; each message says why.',
      metric: visible(saga.requests.deadLetters),
      threshold: 1,
    },
    {
      id: 'CompletionFailed',
      description: 'Sagas past their point of no return could not finish; the redriver goes on.',
      metric: metrics.completionFailed,
      threshold: 1,
    },
    {
      id: 'Died',
      description: 'Executions were stopped or timed out; they are unwound or finished.',
      metric: metrics.died,
      threshold: 1,
    },
    {
      id: 'Overdue',
      description: 'Two sweeps in a row found sagas that should be over and are not.',
      metric: metrics.overdue,
      threshold: 1,
      periods: 2,
    },
    ...inGroups(throttles, MAX_METRICS).map((group, index) => ({
      id: index === 0 ? 'Throttled' : `Throttled${index + 1}`,
      description: 'Functions or the state machine are throttled.',
      metric: sum('Throttles', group),
      threshold: 1,
      periods: 3,
    })),
    ...(commandPairs.length === 0
      ? []
      : [
          {
            id: 'CommandsDead',
            description: 'Commands could not be answered by their participant.',
            metric: sum(
              'Dead commands',
              commandPairs.map(({ deadLetters }) => visible(deadLetters)),
            ),
            threshold: 1,
          },
          {
            id: 'CommandsOld',
            description: 'Commands wait too long for their participant.',
            metric: largest(
              'Oldest command',
              commandPairs.map(({ queue }) => age(queue)),
            ),
            threshold: COMMAND_AGE.toSeconds(),
            periods: 2,
          },
        ]),
  ];
};

const inGroups = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

const visible = (queue: IQueue): IMetric =>
  queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: PERIOD });

const age = (queue: IQueue): IMetric =>
  queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: PERIOD });

const sum = (label: string, metrics: readonly IMetric[]): IMetric =>
  combine(label, metrics, 'SUM(METRICS())');
const largest = (label: string, metrics: readonly IMetric[]): IMetric =>
  combine(label, metrics, 'MAX(METRICS())');

const combine = (label: string, metrics: readonly IMetric[], expression: string): IMetric =>
  new MathExpression({
    label,
    expression,
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
    period: PERIOD,
  });
