import type { Message } from './message';
import type { QueueAttributes } from './queue-attributes';

/** One change of the queues: the journal is a sequence of these, and the state is their fold. Times in epoch milliseconds. */
export type SqsRecord =
  | {
      readonly kind: 'queue';
      readonly queue: string;
      readonly attributes: QueueAttributes;
      readonly tags: Readonly<Record<string, string>>;
      readonly at: number;
    }
  | { readonly kind: 'queueDeleted'; readonly queue: string }
  | { readonly kind: 'sent'; readonly queue: string; readonly message: Message }
  | {
      readonly kind: 'received';
      readonly queue: string;
      readonly id: string;
      readonly at: number;
      readonly visibleAt: number;
      readonly receipt: string;
    }
  | { readonly kind: 'visibility'; readonly queue: string; readonly id: string; readonly visibleAt: number }
  | { readonly kind: 'removed'; readonly queue: string; readonly ids: readonly string[] }
  /** One record, so that a message is never in both queues nor in none. */
  | {
      readonly kind: 'moved';
      readonly queue: string;
      readonly id: string;
      readonly to: string;
      readonly message: Message;
    };

/** Of each kind of record, the fields without which it says nothing. */
const FIELDS: Readonly<Record<SqsRecord['kind'], readonly string[]>> = {
  queue: ['queue', 'attributes', 'at'],
  queueDeleted: ['queue'],
  sent: ['queue', 'message'],
  received: ['queue', 'id', 'visibleAt', 'receipt'],
  visibility: ['queue', 'id', 'visibleAt'],
  removed: ['queue', 'ids'],
  moved: ['queue', 'id', 'to', 'message'],
};

export const isRecord = (value: unknown): value is SqsRecord => {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  const kind = String(value.kind);
  return Object.hasOwn(FIELDS, kind) && FIELDS[kind as SqsRecord['kind']].every((field) => field in value);
};

/** A queue's state. `messages` in the order of their arrival. */
export interface QueueState {
  readonly name: string;
  attributes: QueueAttributes;
  tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  changedAt: number;
  readonly messages: Map<string, Message>;
}

export type QueueStates = Map<string, QueueState>;

/**
 * Applies one change. A record about a message that is no longer there changes nothing; a message for a queue that
 * nothing was read of (its record is lost) makes one, whose attributes come with the next deployment.
 */
export const applyRecord = (states: QueueStates, record: SqsRecord): void => {
  if (record.kind === 'sent') ensure(states, record.queue, record.message);
  if (record.kind === 'moved') ensure(states, record.to, record.message);
  const state = states.get(record.queue);
  switch (record.kind) {
    case 'queue':
      applyQueue(states, record);
      return;
    case 'queueDeleted':
      states.delete(record.queue);
      return;
    case 'sent':
      state?.messages.set(record.message.id, record.message);
      return;
    case 'received': {
      const message = state?.messages.get(record.id);
      if (message) state?.messages.set(record.id, received(message, record));
      return;
    }
    case 'visibility': {
      const message = state?.messages.get(record.id);
      if (message) state?.messages.set(record.id, changed(message, record.visibleAt));
      return;
    }
    case 'removed':
      for (const id of record.ids) state?.messages.delete(id);
      return;
    case 'moved':
      state?.messages.delete(record.id);
      states.get(record.to)?.messages.set(record.message.id, record.message);
  }
};

const ensure = (states: QueueStates, queue: string, { sentAt: at }: Message): void => {
  if (!states.has(queue)) applyQueue(states, { kind: 'queue', queue, attributes: {}, tags: {}, at });
};

const applyQueue = (states: QueueStates, record: Extract<SqsRecord, { kind: 'queue' }>): void => {
  const { queue: name, attributes, tags, at } = record;
  const state = states.get(name);
  if (state) Object.assign(state, { attributes, tags, changedAt: at });
  else states.set(name, { name, attributes, tags, createdAt: at, changedAt: at, messages: new Map() });
};

const changed = (message: Message, visibleAt: number): Message => ({
  ...message,
  visibleAt,
  visibilityChanged: true,
});

const received = (
  { visibilityChanged: _, ...message }: Message,
  record: Extract<SqsRecord, { kind: 'received' }>,
): Message => ({
  ...message,
  receiveCount: message.receiveCount + 1,
  firstReceivedAt: message.firstReceivedAt ?? record.at,
  visibleAt: record.visibleAt,
  receipt: record.receipt,
});

/** The shortest sequence that leads to the same state. */
export const snapshot = (states: QueueStates): SqsRecord[] =>
  [...states.values()].flatMap(({ name: queue, attributes, tags, createdAt, messages }) => [
    { kind: 'queue' as const, queue, attributes, tags, at: createdAt },
    ...[...messages.values()].map((message) => ({ kind: 'sent' as const, queue, message })),
  ]);
