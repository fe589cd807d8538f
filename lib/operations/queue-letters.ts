import { type ParkedMessage, SAGA_ID } from '../saga';
import { lettersOf, type MessageLetter, type StepLetter } from './dead-letter';
import { type LetterSubject, subjectOf } from './letter-subject';
import type { OperationPorts } from './operation-ports';
import type { PeekedMessage } from './queue-look';

/** Receives for a look at a queue: at a thousand messages at the most. */
const RECEIVES = 100;

export interface QueueLetters {
  /** What exists in the queues alone: reports about executions, messages of nobody, requests that were refused. */
  readonly messages: readonly MessageLetter[];
  /** Steps that were given up of sagas which the index lists otherwise: it may lag behind. */
  readonly steps: readonly StepLetter[];
  /** Not all messages were seen. */
  readonly more: boolean;
}

/**
 * Looks at the dead-letter queues of `saga-errors` and of `saga-requests`, as far as a bounded number of receives goes.
 * `known` are the letters that the log's index has led to.
 */
export const lookAtQueues = async (
  ports: OperationPorts,
  known: ReadonlySet<string> = new Set(),
): Promise<QueueLetters> => {
  const [errors, requests] = await Promise.all([
    ports.deadLetters.peek(RECEIVES),
    ports.refusedRequests.peek(RECEIVES),
  ]);
  const steps: StepLetter[] = [];
  const messages: MessageLetter[] = [];
  const read = new Set<string>();
  for (const message of errors.messages) {
    const subject = subjectOf(message.body, ports.unwindMachineArn);
    if (subject.kind !== 'step') messages.push(messageLetter(message, subject));
    else if (subject.parked.saga.name !== ports.definition.name)
      messages.push(strange(message, subject.parked));
    else {
      const { id } = subject.parked.saga;
      if (known.has(id) || read.has(id)) continue;
      const logged = await ports.log.read({ name: ports.definition.name, id });
      if (!logged) {
        messages.push(strange(message, subject.parked));
        continue;
      }
      read.add(id);
      steps.push(...lettersOf(logged, ports.clock.now()));
    }
  }
  return {
    messages: [...messages, ...requests.messages.map(requestLetter)],
    steps,
    more: errors.more || requests.more,
  };
};

/** A parked step of a saga that there is none of: anybody may have sent it. */
const strange = ({ messageId, receiveCount, body }: PeekedMessage, parked: ParkedMessage): MessageLetter => ({
  kind: 'message',
  about: 'step',
  messageId,
  sagaId: parked.saga.id,
  name: parked.step,
  error: parked.error.error,
  receiveCount,
  body,
});

const messageLetter = (
  { messageId, body, receiveCount }: PeekedMessage,
  subject: LetterSubject,
): MessageLetter => {
  const letter = { kind: 'message', messageId, receiveCount, body } as const;
  return subject.kind === 'execution'
    ? {
        ...letter,
        about: 'execution',
        sagaId: subject.sagaId,
        name: subject.executionName,
        error: subject.status,
      }
    : { ...letter, about: 'unreadable', sagaId: null, name: null, error: null };
};

/** `{ code, reason, request }`, as the starter refused it; a request that came too often lies there as it was. */
const requestLetter = ({ messageId, body, receiveCount }: PeekedMessage): MessageLetter => {
  const { code, request } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  const id = idOf(request ?? body);
  return {
    kind: 'message',
    about: 'request',
    messageId,
    receiveCount,
    body,
    sagaId: typeof id === 'string' && SAGA_ID.test(id) ? id : null,
    name: null,
    error: typeof code === 'string' ? code : null,
  };
};

const idOf = (request: unknown): unknown => {
  try {
    const value = (typeof request === 'string' ? JSON.parse(request) : request) as {
      readonly id?: unknown;
    } | null;
    return value?.id;
  } catch {
    return undefined;
  }
};
