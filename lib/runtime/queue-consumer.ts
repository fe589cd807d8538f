import {
  type ActionCommand,
  BUSINESS_ERROR,
  BusinessError,
  type Clock,
  type Command,
  LATE_COMMAND_SECONDS,
  LINES,
  type TaskAnswers,
} from '../saga';
import { commandFields, errorField } from './command-fields';
import { toKnownError } from './known-error';
import type { Logger } from './logger';
import { parseJson } from './parse-json';
import { type UndoneEvent, undoneEventIn } from './undone-event';

/** The part of an SQS record that is used here. */
export interface QueueRecord {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes?: {
    readonly ApproximateReceiveCount?: string;
    /** Epoch milliseconds. */
    readonly SentTimestamp?: string;
  };
}

export interface QueueEvent {
  readonly Records: readonly QueueRecord[];
}

/** Messages that come again; the others are done with. */
export interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

export const isQueueEvent = (event: unknown): event is QueueEvent =>
  typeof event === 'object' &&
  event !== null &&
  Array.isArray((event as { Records?: unknown }).Records) &&
  (event as { Records: unknown[] }).Records.every(
    (record) => typeof (record as Partial<QueueRecord> | null)?.body === 'string',
  );

export const receiveCount = (record: QueueRecord): number =>
  Math.max(1, Number(record.attributes?.ApproximateReceiveCount ?? 1) || 1);

/** Takes the records one after the other; those for which `consume` says false come again. */
export const consumeRecords = async (
  event: QueueEvent,
  consume: (record: QueueRecord) => Promise<boolean>,
): Promise<BatchResponse> => {
  const failed: { readonly itemIdentifier: string }[] = [];
  for (const record of event.Records) {
    if (!(await consume(record))) failed.push({ itemIdentifier: record.messageId });
  }
  return { batchItemFailures: failed };
};

/**
 * Takes commands from the participant's queue and answers their task tokens. "No" is an answer; what may pass is left to
 * redelivery, and answered on the last receive, so that nobody waits for the timeout.
 */
export const consumeQueue = (
  event: QueueEvent,
  tools: {
    readonly run: (command: Command) => Promise<unknown>;
    readonly parse: (body: unknown) => Command;
    /** Takes an event that a saga was undone. */
    readonly hear: (undone: UndoneEvent) => Promise<void>;
    readonly answers: TaskAnswers;
    readonly maxReceives: number;
    readonly logger: Logger;
    readonly clock: Clock;
  },
): Promise<BatchResponse> => consumeRecords(event, (record) => consume(record, tools));

type Tools = Parameters<typeof consumeQueue>[1];

/** False: the message has to come again. */
const consume = async (record: QueueRecord, tools: Tools): Promise<boolean> => {
  const undone = undoneEventIn(record);
  return undone ? hear(undone, tools) : take(record, tools);
};

const hear = async (undone: UndoneEvent, tools: Tools): Promise<boolean> => {
  try {
    await tools.hear(undone);
    return true;
  } catch (error) {
    const fields = { sagaName: undone.name, sagaId: undone.id, error: errorField(toKnownError(error)) };
    tools.logger.warn('an event of an undone saga was not taken', fields);
    return false;
  }
};

const take = async (record: QueueRecord, tools: Tools): Promise<boolean> => {
  let read: Command | undefined;
  try {
    read = tools.parse(parseJson(record.body));
    const command = asAction(read, record);
    if (!command)
      throw new BusinessError('InvalidCommand', 'a queued command is an action with a task token');
    tellLate(command, record, tools);
    return await answer(command, record, tools);
  } catch (error) {
    tools.logger.warn('a queued command was not taken', {
      ...(read ? commandFields(read) : {}),
      error: errorField(toKnownError(error)),
    });
    return false;
  }
};

/** SQS does not count the age of what it delivered more than three times; whoever takes it sees how old it is. */
const tellLate = (command: Command, { attributes }: QueueRecord, { logger, clock }: Tools): void => {
  const seconds = Math.floor((clock.now() - Number(attributes?.SentTimestamp)) / 1000);
  if (!(seconds >= LATE_COMMAND_SECONDS)) return;
  logger.warn(LINES.lateCommand, { ...commandFields(command), seconds });
};

const answer = async (
  command: ActionCommand & { readonly taskToken: string },
  record: QueueRecord,
  tools: Tools,
): Promise<boolean> => {
  let result: unknown;
  try {
    result = await tools.run(command);
  } catch (error) {
    const { name, message } = toKnownError(error);
    if (name !== BUSINESS_ERROR && receiveCount(record) < tools.maxReceives) return false;
    await tools.answers.fail(command.taskToken, name, message.slice(0, 1000));
    return true;
  }
  await tools.answers.succeed(command.taskToken, result);
  return true;
};

/** The queue's redelivery is the retry, so the receive count is the attempt. */
const asAction = (
  command: Command,
  record: QueueRecord,
): (ActionCommand & { readonly taskToken: string }) | undefined => {
  if (command.step.phase !== 'action') return undefined;
  const action = command as ActionCommand;
  if (action.taskToken === undefined) return undefined;
  return {
    ...action,
    taskToken: action.taskToken,
    step: { ...action.step, attempt: Math.max(action.step.attempt, receiveCount(record)) },
  };
};
