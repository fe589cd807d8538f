import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import { isEmulated, type Saga, SagaAlarms, SagaDashboard, SagaMetrics } from '../constructs';

/** Metrics, alarms and a dashboard for the saga of a stack. */
export const addMonitoring = (stack: Stack, saga: Saga): void => {
  // Emulators have no alarms over metric math.
  if (isEmulated(stack)) return;
  const metrics = new SagaMetrics(stack, 'Metrics', saga);
  const alarms = new SagaAlarms(stack, 'Alarms', saga, metrics);
  new SagaDashboard(stack, 'Overview', saga, metrics);
  new CfnOutput(stack, 'AlarmTopicArn', { value: alarms.topic.topicArn });
};
