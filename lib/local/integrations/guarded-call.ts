import type { TaskCall } from '../../engine';
import { TaskError } from '../../engine';

/** A call of another service's API. */
export interface IntegratedCall {
  readonly service: string;
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

/** What a Task asks of another service, in the words of its API. A new integration is a line here. */
const CALLS: Readonly<Record<string, (input: Record<string, unknown>) => IntegratedCall>> = {
  'arn:aws:states:::lambda:invoke': (input) => ({ service: 'lambda', operation: 'Invoke', input }),
  'arn:aws:states:::sqs:sendMessage': (input) => ({ service: 'sqs', operation: 'SendMessage', input }),
  'arn:aws:states:::states:startExecution': ({ StateMachineArn }) => ({
    service: 'states',
    operation: 'StartExecution',
    input: { stateMachineArn: StateMachineArn },
  }),
};

/** The call that a Task comes to; a function's own ARN invokes it. */
export const integratedCall = (call: TaskCall): IntegratedCall =>
  CALLS[call.resource]?.((call.arguments ?? {}) as Record<string, unknown>) ?? {
    service: 'lambda',
    operation: 'Invoke',
    input: { FunctionName: call.resource },
  };

/** How a state sees that its machine's role may not: the base error of the service's client, with its status and code. */
const DENIED: Readonly<
  Record<string, { readonly error: string; readonly service: string; readonly status: number }>
> = {
  lambda: { error: 'Lambda.AWSLambdaException', service: 'AWSLambda', status: 403 },
  sqs: { error: 'SQS.AmazonSQSException', service: 'AmazonSQS', status: 403 },
  states: { error: 'StepFunctions.AWSStepFunctionsException', service: 'AWSStepFunctions', status: 400 },
};

export const deniedTask = (service: string, message: string): TaskError => {
  const shape = DENIED[service] ?? { error: 'States.Permissions', service, status: 403 };
  return new TaskError(
    shape.error,
    `${message} (Service: ${shape.service}; Status Code: ${shape.status}; Error Code: AccessDeniedException)`,
  );
};
