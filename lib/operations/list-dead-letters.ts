import type { ParkedMessage, SagaStatus } from '../saga';
import { type DeadLetter, lettersOf, type MessageLetter, type StepLetter } from './dead-letter';
import type { PeekedMessage } from './dead-letters';
import { subjectOf } from './letter-subject';
import { listSagas } from './list-sagas';
import type { OperationPorts } from './operation-ports';

/** Statuses that a saga with a step that was given up may have. */
const WITH_LETTERS: readonly SagaStatus[] = ['COMPENSATION_FAILED', 'COMPLETION_FAILED', 'COMPENSATING'];

interface ParkedCopy {
  readonly message: PeekedMessage;
  readonly parked: ParkedMessage;
}

/** What lies in the dead-letter queue, sorted by what it is about. */
interface Letterbox {
  /** By saga id. */
  readonly parked: ReadonlyMap<string, readonly ParkedCopy[]>;
  readonly others: readonly MessageLetter[];
}

/**
 * The dead letters of one saga, from its log.
 * @returns none when the log does not know the saga, or nothing of it was given up
 */
export const deadLettersOf = async (ports: OperationPorts, id: string): Promise<readonly StepLetter[]> => {
  const [box, logged] = await Promise.all([
    openLetterbox(ports),
    ports.log.read({ name: ports.definition.name, id }),
  ]);
  return logged ? lettersOf(logged, box.parked.get(id) ?? [], ports.clock.now()) : [];
};

/**
 * All dead letters, as they are found: steps that were given up, from the log, whether or not their message still exists;
 * then what lies in the dead-letter queue and belongs to none of them. `onLooked` is told how many sagas were read.
 */
export async function* listDeadLetters(
  ports: OperationPorts,
  onLooked: (sagas: number) => void = () => undefined,
): AsyncGenerator<DeadLetter> {
  const box = await openLetterbox(ports);
  const seen = new Set<string>();
  let looked = 0;
  for (const status of WITH_LETTERS) {
    for await (const page of listSagas(ports, { status })) {
      for (const { sagaId } of page) {
        // A saga's status may have changed between two pages.
        if (seen.has(sagaId)) continue;
        seen.add(sagaId);
        const logged = await ports.log.read({ name: ports.definition.name, id: sagaId });
        onLooked(++looked);
        if (logged) yield* lettersOf(logged, box.parked.get(sagaId) ?? [], ports.clock.now());
      }
    }
  }
  yield* box.others;
  for (const [sagaId, copies] of box.parked) {
    if (seen.has(sagaId)) continue;
    // The index may lag; and a message that anybody may have sent need not be about a saga that exists.
    const logged = await ports.log.read({ name: ports.definition.name, id: sagaId });
    if (logged) yield* lettersOf(logged, copies, ports.clock.now());
    else yield* copies.map(strange);
  }
}

const openLetterbox = async ({ deadLetters, definition }: OperationPorts): Promise<Letterbox> => {
  const parked = new Map<string, ParkedCopy[]>();
  const others: MessageLetter[] = [];
  for (const message of await deadLetters.peek()) {
    const subject = subjectOf(message.body);
    if (subject.kind !== 'step') others.push(messageLetter(message));
    else if (subject.parked.saga.name !== definition.name) others.push(strange({ message, ...subject }));
    else {
      const { id } = subject.parked.saga;
      parked.set(id, [...(parked.get(id) ?? []), { message, parked: subject.parked }]);
    }
  }
  return { parked, others };
};

/** A parked step of a saga that there is none of. */
const strange = ({ message, parked }: ParkedCopy): MessageLetter => ({
  kind: 'message',
  about: 'step',
  messageId: message.messageId,
  sagaId: parked.saga.id,
  name: parked.step,
  error: parked.error.error,
  receiveCount: message.receiveCount,
  body: message.body,
});

const messageLetter = ({ messageId, body, receiveCount }: PeekedMessage): MessageLetter => {
  const subject = subjectOf(body);
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
