import { Dashboard, GraphWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { filled, PERIOD } from './metric-math';
import type { Saga } from './saga';
import type { SagaMetrics } from './saga-metrics';

const HALF = 12;

/** USD of one state transition in most regions (AWS Step Functions pricing); a year's difference is a line here. */
const USD_PER_TRANSITION = 0.000025;

/** One look at a saga: how many, how they end, how long they take, what waits, and what it costs. */
export class SagaDashboard extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, saga: Saga, metrics: SagaMetrics) {
    super(scope, id);
    const { machine } = saga.machine;
    this.dashboard = new Dashboard(this, 'Dashboard');
    this.dashboard.addWidgets(
      new GraphWidget({
        title: `Sagas ${saga.definition.name}`,
        width: HALF,
        left: [metrics.started, metrics.completed, metrics.compensated, metrics.completionFailed],
      }),
      new GraphWidget({
        title: 'Needs attention',
        width: HALF,
        left: [metrics.parked, metrics.died, metrics.overdue],
        right: [
          saga.errors.queue.metricApproximateNumberOfMessagesVisible({
            label: 'Errors queue',
            period: PERIOD,
          }),
          saga.errors.deadLetters.metricApproximateNumberOfMessagesVisible({
            label: 'Dead letters',
            period: PERIOD,
          }),
        ],
      }),
    );
    this.dashboard.addWidgets(
      new GraphWidget({
        title: 'Duration',
        width: HALF,
        left: [
          machine.metricTime({ statistic: Stats.p(50), label: 'p50', period: PERIOD }),
          machine.metricTime({ statistic: Stats.p(95), label: 'p95', period: PERIOD }),
        ],
      }),
      new GraphWidget({
        title: 'State transitions and what they cost (USD)',
        width: HALF,
        left: [metrics.transitions],
        right: [
          filled({
            label: 'USD',
            expression: `transitions * ${USD_PER_TRANSITION}`,
            metrics: { transitions: metrics.transitions },
          }),
        ],
      }),
    );
  }
}
