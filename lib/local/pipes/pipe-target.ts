import { serviceIn } from '../arn';
import type { StreamRecord } from '../dynamodb';
import type { Guard, GuardedCall } from '../guard';
import type { JsonObject } from '../http';
import { pipeInput, pipeParameter } from './pipe-input';

/** Hands records over; false when the target, or its policies, did not take them. */
export type PipeTarget = (records: readonly StreamRecord[]) => Promise<boolean>;

export interface PipeTargetConfig {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly targetArn: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface PipeTargetOptions {
  readonly guard: Guard;
  /** An operation of a service that runs here. */
  readonly call: (service: string, operation: string, input: JsonObject) => Promise<JsonObject>;
  readonly urlOf: (queueArn: string) => string;
}

/** The calls that hand records to a target of a service. */
type Calls = (
  config: PipeTargetConfig,
  records: readonly StreamRecord[],
  textOf: (record: StreamRecord) => string,
  options: PipeTargetOptions,
) => readonly GuardedCall[];

const eventBus: Calls = ({ arn, targetArn, parameters, name }, records, textOf) => {
  const { Source, DetailType, Resources } = (parameters.EventBridgeEventBusParameters ?? {}) as Record<
    string,
    unknown
  >;
  return [
    {
      service: 'events',
      operation: 'PutEvents',
      input: {
        Entries: records.map((record) => ({
          EventBusName: targetArn,
          Source: pipeParameter(Source, record) ?? `Pipe ${name}`,
          DetailType: pipeParameter(DetailType, record) ?? 'Event from aws:dynamodb',
          Resources: (Resources as readonly unknown[] | undefined) ?? [arn],
          Detail: textOf(record),
        })),
      },
    },
  ];
};

/** Targets that run here, by the service in their ARN. */
const CALLS: Readonly<Record<string, Calls>> = {
  events: eventBus,
  sns: ({ targetArn }, records, textOf) =>
    records.map((record) => ({
      service: 'sns',
      operation: 'Publish',
      input: { TopicArn: targetArn, Message: textOf(record) },
    })),
  sqs: ({ targetArn }, records, textOf, { urlOf }) =>
    records.map((record) => ({
      service: 'sqs',
      operation: 'SendMessage',
      input: { QueueUrl: urlOf(targetArn), MessageBody: textOf(record) },
    })),
};

/** Whether a target runs here. */
export const isPipeTarget = (arn: string): boolean => Object.hasOwn(CALLS, serviceIn(arn));

/** Every call is judged as the pipe's role, and made only if all of them may be. */
export const openPipeTarget = (config: PipeTargetConfig, options: PipeTargetOptions): PipeTarget => {
  const callsOf = CALLS[serviceIn(config.targetArn)] as Calls;
  const template = config.parameters.InputTemplate;
  const textOf = (record: StreamRecord): string =>
    pipeInput(typeof template === 'string' ? template : undefined, record, {
      'aws.pipes.pipe-name': config.name,
      'aws.pipes.pipe-arn': config.arn,
      'aws.pipes.source-arn': record.eventSourceARN,
      'aws.pipes.target-arn': config.targetArn,
      'aws.pipes.event.ingestion-time': new Date(
        record.dynamodb.ApproximateCreationDateTime * 1000,
      ).toISOString(),
    });
  return async (records) => {
    const calls = callsOf(config, records, textOf, options);
    if (calls.some((call) => options.guard.asRole(config.roleArn, call) !== undefined)) return false;
    try {
      for (const { service, operation, input } of calls) {
        const { FailedEntryCount } = await options.call(service, operation, input);
        if (typeof FailedEntryCount === 'number' && FailedEntryCount > 0) return false;
      }
      return true;
    } catch {
      return false;
    }
  };
};
