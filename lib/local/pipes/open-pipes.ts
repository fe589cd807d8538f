import type { Clock } from '../../engine';
import type { Activity } from '../activity';
import type { StreamRecord, Streams } from '../dynamodb';
import type { Guard } from '../guard';
import type { JsonObject } from '../http';
import { openPipeTarget, type PipeTargetConfig } from './pipe-target';
import { StreamPipe, type StreamPipeConfig } from './stream-pipe';

export interface PipesOptions {
  readonly clock: Clock;
  readonly activity: Activity;
  readonly guard: Guard;
  readonly streams: Streams;
  readonly call: (service: string, operation: string, input: JsonObject) => Promise<JsonObject>;
  readonly urlOf: (queueArn: string) => string;
}

/** A pipe as its resource declares it. */
export interface DeclaredPipe {
  readonly reading: StreamPipeConfig;
  readonly target: PipeTargetConfig;
  /** ARN of the queue for what the target does not take. */
  readonly deadLetters: string | undefined;
}

export interface Pipes {
  add(pipe: DeclaredPipe): Promise<void>;
  stop(): void;
}

/** The pipes of a stack. */
export const openPipes = (options: PipesOptions): Pipes => {
  const { clock, activity, guard, streams, call, urlOf } = options;
  const pipes: StreamPipe[] = [];
  return {
    add: async ({ reading, target, deadLetters }) => {
      const setAside = async (records: readonly StreamRecord[]): Promise<void> => {
        if (deadLetters === undefined) return;
        const input = {
          QueueUrl: urlOf(deadLetters),
          MessageBody: JSON.stringify(asideOf(reading, records)),
        };
        const send = { service: 'sqs', operation: 'SendMessage', input };
        if (guard.asRole(target.roleArn, send) === undefined) await call('sqs', 'SendMessage', input);
      };
      const pipe = new StreamPipe(reading, {
        clock,
        streams,
        setAside,
        target: openPipeTarget(target, { guard, call, urlOf }),
        during: (work) => activity.during(work),
      });
      pipes.push(pipe);
      await pipe.start();
    },
    stop: () => {
      for (const pipe of pipes) pipe.stop();
    },
  };
};

/** What a dead-letter queue is told: where the records are, and not what is in them. */
const asideOf = (
  { arn, maximumRetries }: StreamPipeConfig,
  records: readonly StreamRecord[],
): JsonObject => ({
  context: {
    partnerResourceArn: arn,
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: maximumRetries + 1,
  },
  version: '1.0',
  DDBStreamBatchInfo: {
    shardId: 'embedded',
    startSequenceNumber: records[0]?.dynamodb.SequenceNumber,
    endSequenceNumber: records.at(-1)?.dynamodb.SequenceNumber,
    batchSize: records.length,
    streamArn: records[0]?.eventSourceARN,
  },
});
