import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnOutput, type Stack } from 'aws-cdk-lib/core';
import {
  isEmulated,
  outboxAlarms,
  type Saga,
  SagaAlarms,
  SagaDashboard,
  SagaMetrics,
  type SagaNotices,
} from '../constructs';
import type { Outbox } from './outbox';

/** What a new version must not do to the first sagas that are started on it. */
const GOES_BACK_ON = ['CompletionFailed', 'Died'];

/** Metrics, alarms and a dashboard for the saga of a stack. */
export const addMonitoring = (
  stack: Stack,
  saga: Saga,
  outbox: Outbox | undefined,
  notices: SagaNotices | undefined,
): void => {
  // Emulators have no alarms over metric math.
  if (isEmulated(stack)) return;
  const metrics = new SagaMetrics(stack, 'Metrics', saga);
  const alarms = new SagaAlarms(stack, 'Alarms', saga, metrics);
  if (outbox) {
    const passing = {
      outbox: outbox.outbox,
      notices: notices?.pipes ?? [],
      subscribers: outbox.deadLetters,
    };
    for (const spec of outboxAlarms(passing, metrics.started)) alarms.add(spec);
  }
  saga.machine.goBackOn(GOES_BACK_ON.map((id) => (alarms.node.findChild(id) as Alarm).alarmName));
  new SagaDashboard(stack, 'Overview', saga, metrics);
  new CfnOutput(stack, 'AlarmTopicArn', { value: alarms.topic.topicArn });
};
