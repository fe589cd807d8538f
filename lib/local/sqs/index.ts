export type { MessageAttribute, MessageAttributes, MessageState } from './message';
export type { QueueAttributes } from './queue-attributes';
export { type HeldMessage, type ReceivedMessage, type SqsOptions, SqsService } from './sqs-service';
