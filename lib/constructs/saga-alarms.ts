import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Aws } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { addressesIn } from './addresses';
import { type AlarmSpec, sagaAlarms } from './alarm-specs';
import { customerKey } from './customer-key';
import type { Saga } from './saga';
import type { SagaMetrics } from './saga-metrics';

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
    for (const address of addressesIn(this, 'alarms', 'BadAlarmAddress'))
      this.topic.addSubscription(new EmailSubscription(address));
    for (const spec of sagaAlarms(saga, metrics)) this.add(spec);
  }

  add({ id, description, metric, threshold = 1, periods = 1, of = periods, isSignOfLife }: AlarmSpec): void {
    new Alarm(this, id, {
      alarmDescription: `${description} See ${id} in RUNBOOK.md.`,
      metric,
      threshold,
      datapointsToAlarm: periods,
      evaluationPeriods: of,
      ...(isSignOfLife
        ? {
            comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
            treatMissingData: TreatMissingData.BREACHING,
          }
        : {
            comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            treatMissingData: TreatMissingData.NOT_BREACHING,
          }),
    }).addAlarmAction(new SnsAction(this.topic));
  }
}
