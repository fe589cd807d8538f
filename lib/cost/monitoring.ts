import { flatSteps, participantNames, type SagaDefinition } from '../saga';

/** What watches over a deployed saga, as CloudWatch bills it. */
export interface Monitoring {
  /** Metrics in alarms: one that several alarms look at counts for each. */
  readonly alarmMetrics: number;
  /** Names of metrics that are counted in logs; billed for the hours in which something is counted. */
  readonly customMetrics: number;
  readonly dashboards: number;
}

export const NO_MONITORING: Monitoring = { alarmMetrics: 0, customMetrics: 0, dashboards: 0 };

/** Of every saga: a test holds them against the templates. */
const ALARM_METRICS = 26;
const CUSTOM_METRICS = 13;
/** Of a pipe that publishes: four ways to fail, and what it sets aside. */
const METRICS_OF_PIPE = 5;

/**
 * What the stack of a saga has: each function may be throttled, and each queue of commands may have dead ones and old
 * ones; whether commands are late is counted once for all of them. Who publishes has a pipe, who hears of undone sagas a
 * queue.
 */
export const monitoringOf = (definition: SagaDefinition): Monitoring => {
  const listeners = new Set(flatSteps(definition).flatMap(({ via, by }) => (via === 'queue' ? [by] : [])))
    .size;
  const lateCommands = listeners > 0 ? 1 : 0;
  const publishers = Object.values(definition.records).filter((types) =>
    Object.values(types).some(({ published }) => published),
  ).length;
  const hearers = definition.whenUndone === undefined ? 0 : 1;
  return {
    alarmMetrics:
      ALARM_METRICS +
      participantNames(definition).length +
      2 * listeners +
      lateCommands +
      METRICS_OF_PIPE * publishers +
      hearers,
    customMetrics: CUSTOM_METRICS + lateCommands,
    dashboards: 1,
  };
};
