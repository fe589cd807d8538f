import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Duration } from 'aws-cdk-lib/core';

/** Five minutes: the resolution of alarms and dashboards here. */
export const PERIOD = Duration.minutes(5);

export interface FilledProps {
  readonly label: string;
  /** Over the metrics by their names. */
  readonly expression: string;
  readonly metrics: Readonly<Record<string, IMetric>>;
  /** @default - that of alarms and dashboards here */
  readonly period?: Duration;
}

/**
 * An expression in which a metric without a datapoint counts as 0. CloudWatch has no sum where one of the parts is missing,
 * and metrics of what did not happen are missing.
 */
export const filled = ({ label, expression, metrics, period = PERIOD }: FilledProps): MathExpression =>
  new MathExpression({
    label,
    expression: Object.keys(metrics).reduce(
      (text, name) => text.replaceAll(new RegExp(`\\b${name}\\b`, 'g'), `FILL(${name}, 0)`),
      expression,
    ),
    usingMetrics: { ...metrics },
    period,
  });

export const sumOf = (label: string, metrics: readonly IMetric[], period?: Duration): MathExpression => {
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  return filled({
    label,
    expression: Object.keys(named).join(' + '),
    metrics: named,
    ...(period ? { period } : {}),
  });
};
