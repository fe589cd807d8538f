import type { Activity } from './activity';
import { serviceIn } from './arn';
import type { Deliver, Origin, Target } from './events';
import type { FunctionCalls } from './faults';
import type { Guard, GuardedCall } from './guard';
import type { JsonObject } from './http';
import type { LambdaService } from './lambda';

export interface DeliverOptions {
  readonly lambda: LambdaService;
  readonly calls: FunctionCalls;
  readonly activity: Activity;
  readonly guard: Guard;
  readonly urlOf: (queueArn: string) => string;
  /** `SendMessage` to the queue of this URL. */
  readonly send: (queueUrl: string, body: string) => Promise<JsonObject>;
  readonly startExecution: (stateMachineArn: string, input: string) => void;
  readonly publish: (topicArn: string, message: string) => Promise<void>;
}

/** How a service is handed an event: the call it comes to, and the making of it. */
interface Way {
  readonly call: (arn: string) => GuardedCall;
  readonly make: (arn: string, text: string) => void | Promise<void>;
}

/**
 * Hands an event to a target, by the service in its ARN; other services are not run here. What may not be delivered goes
 * to the target's dead-letter queue, if that lets it in.
 */
export const deliverTo = (options: DeliverOptions): Deliver => {
  const { guard } = options;
  const ways: Readonly<Record<string, Way>> = {
    sqs: {
      call: (arn) => ({ service: 'sqs', operation: 'SendMessage', input: { QueueUrl: options.urlOf(arn) } }),
      make: async (arn, text) => {
        await options.send(options.urlOf(arn), text);
      },
    },
    lambda: {
      call: (arn) => ({ service: 'lambda', operation: 'Invoke', input: { FunctionName: arn } }),
      make: (arn, text) => {
        const target = options.lambda.find(arn);
        if (target) void options.activity.during(options.calls.asynchronous(target, text));
      },
    },
    sns: {
      call: (TopicArn) => ({ service: 'sns', operation: 'Publish', input: { TopicArn } }),
      make: (arn, text) => options.publish(arn, text),
    },
    states: {
      call: (arn) => ({ service: 'states', operation: 'StartExecution', input: { stateMachineArn: arn } }),
      make: (arn, text) => options.startExecution(arn, text),
    },
  };
  const may = (call: GuardedCall, { RoleArn }: Pick<Target, 'RoleArn'>, { service, arn }: Origin): boolean =>
    (RoleArn === undefined ? guard.asService(service, arn, call) : guard.asRole(RoleArn, call)) === undefined;

  const deliver: Deliver = async (target, text, origin) => {
    const way = ways[serviceIn(target.Arn)];
    if (!way) return;
    if (may(way.call(target.Arn), target, origin)) return way.make(target.Arn, text);
    const deadLetters = target.DeadLetterConfig?.Arn;
    if (deadLetters !== undefined) await deliver({ Arn: deadLetters }, text, origin);
  };
  return deliver;
};
