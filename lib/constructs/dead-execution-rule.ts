import { EventField, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { SAGA_ENDS } from '../asl';
import type { SagaErrors } from './saga-errors';
import type { SagaMachine } from './saga-machine';

const SOURCE = 'aws.states';
const DETAIL_TYPE = 'Step Functions Execution Status Change';

export interface DeadExecutionRuleProps {
  readonly sagaName: string;
  readonly machines: readonly SagaMachine[];
  readonly errors: SagaErrors;
}

/**
 * Reports executions that ended in a way no Catch could see: stopped, timed out by the service, or failed with an error
 * that is not one of the saga's own ends. The message carries names only: an event's `input` and `output` are payloads.
 */
export const deadExecutionRule = (scope: Construct, id: string, props: DeadExecutionRuleProps): Rule =>
  new Rule(scope, id, {
    description: `Dead executions of saga ${props.sagaName}`,
    eventPattern: {
      source: [SOURCE],
      detailType: [DETAIL_TYPE],
      detail: {
        stateMachineArn: props.machines.map(({ arn }) => arn),
        $or: [
          { status: ['ABORTED', 'TIMED_OUT'] },
          { status: ['FAILED'], error: Match.anythingBut(...SAGA_ENDS) },
          // `anything-but` does not match a field that is not there; the redriver looks again what it was.
          { status: ['FAILED'], error: Match.doesNotExist() },
        ],
      },
    },
    targets: [
      new SqsQueue(props.errors.queue, {
        // A report that cannot be delivered is a matter for a person at once, and for the sweeper.
        deadLetterQueue: props.errors.deadLetters,
        message: RuleTargetInput.fromObject({
          source: SOURCE,
          'detail-type': DETAIL_TYPE,
          detail: {
            executionArn: EventField.fromPath('$.detail.executionArn'),
            stateMachineArn: EventField.fromPath('$.detail.stateMachineArn'),
            name: EventField.fromPath('$.detail.name'),
            status: EventField.fromPath('$.detail.status'),
            startDate: EventField.fromPath('$.detail.startDate'),
          },
        }),
      }),
    ],
  });
