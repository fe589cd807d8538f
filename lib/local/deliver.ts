import type { Activity } from './activity';
import type { Deliver } from './events';
import type { FunctionCalls } from './faults';
import type { JsonObject } from './http';
import type { LambdaService } from './lambda';

export interface DeliverOptions {
  readonly lambda: LambdaService;
  readonly calls: FunctionCalls;
  readonly activity: Activity;
  /** `SendMessage` to the queue of this ARN. */
  readonly send: (queueArn: string, body: string) => Promise<JsonObject>;
  readonly startExecution: (stateMachineArn: string, input: string) => void;
}

/** Hands an event to a target, by the service in its ARN; other services are not run here. */
export const deliverTo = (options: DeliverOptions): Deliver => {
  const byService: Readonly<Record<string, Deliver>> = {
    sqs: async (arn, text) => {
      await options.send(arn, text);
    },
    lambda: (arn, text) => {
      const target = options.lambda.find(arn);
      if (target) void options.activity.during(options.calls.asynchronous(target, text));
    },
    states: (arn, text) => options.startExecution(arn, text),
  };
  return (arn, text) => byService[arn.split(':')[2] ?? '']?.(arn, text);
};
