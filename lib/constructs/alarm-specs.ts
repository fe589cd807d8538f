import { type IMetric, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { LATE_COMMAND_SECONDS } from '../saga';
import { filled, PERIOD, sumOf } from './metric-math';
import type { Saga } from './saga';
import type { SagaMetrics } from './saga-metrics';
import type { SagaOutbox } from './saga-outbox';
import type { StreamPipe } from './stream-pipe';

/** Metrics that one alarm may combine (CloudWatch quota). */
const MAX_METRICS = 10;

/** One condition that a person has to know about; its runbook entry has the alarm's id as its title. */
export interface AlarmSpec {
  readonly id: string;
  readonly description: string;
  readonly metric: IMetric;
  /** Rings at this value or above. @default 1 */
  readonly threshold?: number;
  /** Periods of the metric that it has to be so. @default 1 */
  readonly periods?: number;
  /** Among so many. @default - in a row */
  readonly of?: number;
  /** Something that has to happen: it rings below the threshold, and where there is no data. */
  readonly isSignOfLife?: boolean;
}

/** What may happen to the sagas themselves. */
export const sagaAlarms = (saga: Saga, metrics: SagaMetrics): readonly AlarmSpec[] => {
  const commandPairs = Object.values(saga.participants).flatMap(({ commands }) => commands ?? []);
  const operations = [saga.redrive.function, saga.sweeper.function, saga.requests.function];
  const functions = [
    ...Object.values(saga.participants).map((participant) => participant.function),
    ...operations,
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
    },
    {
      id: 'DeadLettersOld',
      description: 'A dead letter is about to expire; its saga stays open.',
      metric: metrics.oldLetters,
    },
    {
      id: 'RequestsRefused',
      description: 'Requests could not be started; each message says why.',
      metric: visible(saga.requests.deadLetters),
    },
    {
      id: 'CompletionFailed',
      description: 'Sagas past their point of no return could not finish; the redriver goes on.',
      metric: metrics.completionFailed,
    },
    {
      id: 'Died',
      description: 'Executions were stopped, timed out or failed by a fault; they are unwound or finished.',
      metric: metrics.died,
    },
    {
      id: 'Overdue',
      description: 'Two sweeps in a row found sagas that should be over and are not.',
      metric: metrics.overdue,
      periods: 2,
    },
    {
      id: 'SweepUnfinished',
      description: 'No sweep has come to its end for two hours.',
      metric: metrics.sweeps,
      periods: 2,
      isSignOfLife: true,
    },
    {
      id: 'UnwindGivenUp',
      description: 'The unwinds of a saga die again and again; nobody starts another one.',
      metric: metrics.unwindGivenUp,
    },
    {
      id: 'FunctionsFailing',
      description:
        'Functions fail as no saga means it: a fault, a right that is missing, an end in the middle.',
      metric: sumOf('Failures', [
        ...(metrics.unexpected ? [metrics.unexpected] : []),
        ...operations.map((fn) => fn.metricErrors({ statistic: Stats.SUM, period: PERIOD })),
      ]),
      // Once may be anything; the redriver's tries come at longer and longer intervals.
      periods: 3,
      of: 12,
    },
    ...inGroups(throttles, MAX_METRICS).map((group, index) => ({
      id: numbered('Throttled', index),
      description: 'Functions or the state machine are throttled.',
      metric: sumOf('Throttles', group),
      periods: 3,
    })),
    ...(commandPairs.length === 0 || !metrics.lateCommands
      ? []
      : [
          {
            id: 'CommandsDead',
            description: 'Commands could not be answered by their participant.',
            metric: sumOf(
              'Dead commands',
              commandPairs.map(({ deadLetters }) => visible(deadLetters)),
            ),
          },
          {
            id: 'CommandsOld',
            description: 'Commands wait too long for their participant.',
            metric: late(
              metrics.lateCommands,
              commandPairs.map(({ queue }) => age(queue)),
            ),
            periods: 2,
          },
        ]),
  ];
};

/** What passes on what happened: the outbox, and the pipes of the participants that publish. */
export interface Passing {
  readonly outbox: SagaOutbox;
  readonly notices: readonly StreamPipe[];
  /** Of whoever is told by the bus. */
  readonly subscribers: readonly IQueue[];
}

const FAILURES = ['ExecutionFailed', 'ExecutionPartiallyFailed', 'ExecutionTimeout', 'ExecutionThrottled'];

/** What may happen to the events for others, and to notices. */
export const outboxAlarms = (
  { outbox, notices, subscribers }: Passing,
  started: IMetric,
): readonly AlarmSpec[] => {
  const pipes = [outbox.pipe, ...notices.map(({ pipe }) => pipe)];
  const failures = pipes.flatMap((pipe) => FAILURES.map((name) => ofPipe(pipe, name)));
  const dead = [outbox.deadLetters, ...notices.map(({ deadLetters }) => deadLetters), ...subscribers];
  return [
    ...inGroups(failures, MAX_METRICS).map((group, index) => ({
      id: numbered('OutboxFailing', index),
      description: 'A pipe fails that tells others what happened; events of sagas, or notices, are late.',
      metric: sumOf('Failures of the pipe', group),
      periods: 3,
    })),
    {
      id: 'OutboxStopped',
      description: 'Sagas start, and the pipe takes none of their events.',
      metric: filled({
        label: 'Sagas without events',
        expression: 'IF(started > 0 AND events == 0, 1, 0)',
        metrics: { started, events: ofPipe(outbox.pipe, 'EventCount') },
      }),
      periods: 3,
    },
    ...inGroups(dead, MAX_METRICS).map((group, index) => ({
      id: numbered('OutboxDead', index),
      description:
        'Events of sagas could not be delivered, to the bus or to a subscriber, or notices to their topic.',
      metric: sumOf('Dead events', group.map(visible)),
    })),
  ];
};

const ofPipe = (pipe: CfnPipe, metricName: string): IMetric =>
  new Metric({
    namespace: 'AWS/EventBridge/Pipes',
    metricName,
    dimensionsMap: { PipeName: pipe.ref },
    statistic: Stats.SUM,
    period: PERIOD,
  });

/** More metrics than one alarm takes need a second: `Throttled2`. */
const numbered = (id: string, index: number): string => (index === 0 ? id : `${id}${index + 1}`);

const inGroups = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );

const visible = (queue: IQueue): IMetric =>
  queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: PERIOD });

const age = (queue: IQueue): IMetric =>
  queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: PERIOD });

/**
 * The age that SQS tells leaves out what was received more than three times, and a participant that is down takes
 * nothing it could tell about: each of the two sees what the other does not.
 */
const late = (told: IMetric, ages: readonly IMetric[]): IMetric => {
  const named = Object.fromEntries(ages.map((metric, index) => [`age${index}`, metric]));
  const old = Object.keys(named).map((name) => `${name} >= ${LATE_COMMAND_SECONDS}`);
  return filled({
    label: 'Late commands',
    expression: `IF(told > 0 OR ${old.join(' OR ')}, 1, 0)`,
    metrics: { told, ...named },
  });
};
