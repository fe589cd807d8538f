import type { JsonObject } from '../http';
import { invalidValue, noQueue, sqsError } from './errors';
import { queueNameIn, queueOf, type SqsCall, type SqsOperation, text, urlOf } from './operation';
import { type QueueAttributes, redrivePolicyOf, shown } from './queue-attributes';

const QUEUE_NAME = /^[A-Za-z0-9_-]{1,80}$/;

type Tags = Readonly<Record<string, string>>;

const createQueue: SqsOperation = (call) => {
  const { input, queues } = call;
  const name = text(input, 'QueueName');
  if (!QUEUE_NAME.test(name)) {
    throw invalidValue(
      name,
      'QueueName',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length. FIFO queues are not served here.',
    );
  }
  const attributes = (input.Attributes ?? {}) as QueueAttributes;
  const existing = queues.find(name);
  if (existing) {
    const current = shown(existing.state.attributes);
    const other = Object.keys(attributes).find((key) => attributes[key] !== current[key]);
    if (other !== undefined) {
      throw sqsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${other}`,
      );
    }
  } else queues.put(name, attributes, input.tags as Tags | undefined);
  return { QueueUrl: urlOf(call, name) };
};

const deleteQueue: SqsOperation = (call) => {
  call.queues.remove(queueOf(call).name);
  return {};
};

const getQueueUrl: SqsOperation = (call) => {
  const name = text(call.input, 'QueueName');
  if (!call.queues.find(name)) throw noQueue();
  return { QueueUrl: urlOf(call, name) };
};

/** Pages of `MaxResults`, when it is given; else at most 1,000 and no token, as in SQS. */
const pageOf = (call: SqsCall, names: readonly string[]): { urls: string[]; NextToken?: string } => {
  const { MaxResults, NextToken } = call.input as { MaxResults?: number; NextToken?: string };
  const after = NextToken === undefined ? undefined : Buffer.from(NextToken, 'base64url').toString();
  const left = names.filter((name) => after === undefined || name > after);
  const page = left.slice(0, MaxResults ?? 1000);
  const urls = page.map((name) => urlOf(call, name));
  const last = page.at(-1);
  return MaxResults !== undefined && last !== undefined && left.length > page.length
    ? { urls, NextToken: Buffer.from(last).toString('base64url') }
    : { urls };
};

const listQueues: SqsOperation = (call) => {
  const prefix = (call.input.QueueNamePrefix ?? '') as string;
  const { urls, ...token } = pageOf(
    call,
    call.queues.names().filter((name) => name.startsWith(prefix)),
  );
  return { ...(urls.length > 0 ? { QueueUrls: urls } : {}), ...token };
};

/** The queues whose redrive policy names this one. */
export const sourcesOf = ({ queues }: Pick<SqsCall, 'queues'>, name: string): string[] =>
  queues
    .names()
    .filter(
      (other) =>
        redrivePolicyOf(queues.get(other).state.attributes)?.deadLetterTargetArn === queues.arnOf(name),
    );

const listDeadLetterSourceQueues: SqsOperation = (call) => {
  const { urls, ...token } = pageOf(call, sourcesOf(call, queueOf(call).name));
  return { queueUrls: urls, ...token };
};

const getQueueAttributes: SqsOperation = (call) => {
  const queue = queueOf(call);
  const { attributes, createdAt, changedAt } = queue.state;
  const { available, delayed, inFlight } = queue.counts();
  const all: JsonObject = {
    QueueArn: call.queues.arnOf(queue.name),
    ApproximateNumberOfMessages: String(available),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(changedAt / 1000)),
    ...shown(attributes),
  };
  const wanted = (call.input.AttributeNames ?? []) as string[];
  const unknown = wanted.find((name) => name !== 'All' && !(name in all) && !OPTIONAL.has(name));
  if (unknown !== undefined) throw sqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const chosen = Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes(name));
  return chosen.length > 0 ? { Attributes: Object.fromEntries(chosen) } : {};
};

/** Attributes that exist only when they have been set. */
const OPTIONAL = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
]);

const setQueueAttributes: SqsOperation = (call) => {
  const queue = queueOf(call);
  const changes = (call.input.Attributes ?? {}) as QueueAttributes;
  call.queues.put(queue.name, { ...queue.state.attributes, ...changes });
  return {};
};

const purgeQueue: SqsOperation = (call) => {
  queueOf(call).purge();
  return {};
};

const withTags = (call: SqsCall, tags: Tags): JsonObject => {
  const queue = queueOf(call);
  call.queues.put(queue.name, queue.state.attributes, tags);
  return {};
};

const tagQueue: SqsOperation = (call) =>
  withTags(call, { ...queueOf(call).state.tags, ...(call.input.Tags as Tags) });

const untagQueue: SqsOperation = (call) => {
  const dropped = (call.input.TagKeys ?? []) as string[];
  const kept = Object.entries(queueOf(call).state.tags).filter(([key]) => !dropped.includes(key));
  return withTags(call, Object.fromEntries(kept));
};

const listQueueTags: SqsOperation = (call) => ({ Tags: queueOf(call).state.tags });

/** The source and, when one is named, the destination of a move. */
export const moveEnds = (call: SqsCall) => {
  const { queues, input } = call;
  const sourceArn = text(input, 'SourceArn');
  const source = queues.queueByArn(sourceArn);
  const absent = () =>
    sqsError(
      'ResourceNotFoundException',
      "The resource that you specified for the SourceArn parameter doesn't exist.",
    );
  if (!source) throw absent();
  if (sourcesOf(call, source.name).length === 0) {
    throw sqsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
  }
  const destinationArn = input.DestinationArn as string | undefined;
  const destination = destinationArn === undefined ? undefined : queues.get(queueNameIn(destinationArn));
  return { source, destination, sourceArn, destinationArn };
};

export const QUEUE_OPERATIONS: Readonly<Record<string, SqsOperation>> = {
  CreateQueue: createQueue,
  DeleteQueue: deleteQueue,
  GetQueueUrl: getQueueUrl,
  ListQueues: listQueues,
  ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
  GetQueueAttributes: getQueueAttributes,
  SetQueueAttributes: setQueueAttributes,
  PurgeQueue: purgeQueue,
  TagQueue: tagQueue,
  UntagQueue: untagQueue,
  ListQueueTags: listQueueTags,
};
