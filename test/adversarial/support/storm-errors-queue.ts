import { redriver } from '../../../lambdas/operations/redrive';
import type { ErrorsTools } from '../../../lambdas/operations/tools';
import type { PeekedMessage, UnservedQueue } from '../../../lib/operations';
import {
  ERRORS_MAX_RECEIVE_COUNT,
  foldEvents,
  hasUnwindMark,
  MESSAGE_LIFE_SECONDS,
  type ParkedMessage,
  redriveDelaySeconds,
  type SagaEvent,
} from '../../../lib/saga';
import { crashing, immortal, mortal } from './crashing';
import { SAGA_ID, SECOND, type World } from './storm-world';

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receives: number;
  place: 'queue' | 'dead-letters' | 'gone';
}

/** `saga-errors` with its consumer, and the dead-letter queue behind it. */
export interface ErrorsQueue {
  readonly send: (body: unknown) => void;
  readonly deadLetters: UnservedQueue;
  readonly isEmpty: () => boolean;
  readonly hasDeadLetters: () => boolean;
  /** Whether a message about this step lies in one of the two. */
  readonly isAlive: (step: string, phase: ParkedMessage['phase']) => boolean;
}

export const openErrorsQueue = (world: World, tools: () => ErrorsTools): ErrorsQueue => {
  const { clock, chance, happens, note, busy, wait, storm } = world;
  const messages: Message[] = [];
  const expire = (message: Message): void => {
    if (message.place === 'gone' || clock.now() - message.sentAt < MESSAGE_LIFE_SECONDS * SECOND) return;
    message.place = 'gone';
    world.excuse('a message expired');
  };
  const inPlace = (place: Message['place']): readonly Message[] => {
    for (const message of messages) expire(message);
    return messages.filter((message) => message.place === place);
  };
  const isAlive: ErrorsQueue['isAlive'] = (step, phase) =>
    messages.some(({ body, place }) => place !== 'gone' && isAbout(body, step, phase));

  const deliver = (message: Message, delay: number): void =>
    void busy(async () => {
      await wait(delay);
      expire(message);
      if (message.place !== 'queue') return;
      message.receives++;
      const life = happens(storm.faults) ? mortal(chance) : immortal();
      const made = tools();
      const dying: ErrorsTools = {
        ...made,
        log: crashing(made.log, life),
        orchestrator: crashing(made.orchestrator, life),
        errors: crashing(made.errors, life),
      };
      const { batchItemFailures } = await redriver(() => world.defect.redriver?.(dying) ?? dying)({
        Records: [
          {
            messageId: message.id,
            receiptHandle: message.id,
            body: message.body,
            attributes: { ApproximateReceiveCount: String(message.receives) },
          },
        ],
      });
      if (batchItemFailures.length === 0 && !life.dead) {
        message.place = 'gone';
        await checkStillServed(world, [message.body], isAlive);
      } else if (message.receives < ERRORS_MAX_RECEIVE_COUNT) {
        deliver(message, SECOND * redriveDelaySeconds(message.receives));
      } else {
        message.place = 'dead-letters';
        note('a dead letter');
        world.excuse('a dead letter');
      }
    });

  return {
    send: (body) => {
      const id = `m${messages.length + 1}`;
      const message: Message = {
        id,
        body: JSON.stringify(body),
        sentAt: clock.now(),
        receives: 0,
        place: 'queue',
      };
      messages.push(message);
      deliver(message, chance() * 2 * SECOND);
    },
    deadLetters: {
      peek: async () => ({ messages: inPlace('dead-letters').map(peeked), more: false }),
      remove: async (isMeant) => {
        const removed = inPlace('dead-letters').filter((message) => isMeant(peeked(message)));
        for (const message of removed) message.place = 'gone';
        await checkStillServed(
          world,
          removed.map(({ body }) => body),
          isAlive,
        );
      },
    },
    isEmpty: () => inPlace('queue').length === 0,
    hasDeadLetters: () => inPlace('dead-letters').length > 0,
    isAlive,
  };
};

const peeked = ({ id, body, receives }: Message): PeekedMessage => ({
  messageId: id,
  body: JSON.parse(body) as unknown,
  receiveCount: receives,
});

const isAbout = (body: string, step: string, phase: ParkedMessage['phase']): boolean => {
  const message = JSON.parse(body) as Partial<ParkedMessage>;
  return message.step === step && message.phase === phase;
};

/** A message may only go when its step is settled, or when there is another one. */
const checkStillServed = async (
  { definition, log, blame }: World,
  bodies: readonly string[],
  isAlive: ErrorsQueue['isAlive'],
): Promise<void> => {
  const logged = await log.read({ name: definition.name, id: SAGA_ID });
  if (!logged) return;
  const { steps } = foldEvents(logged.header.steps, logged.events);
  for (const body of bodies) {
    const { step, phase } = JSON.parse(body) as Partial<ParkedMessage>;
    if (step === undefined || phase === undefined || isAlive(step, phase)) continue;
    const status = steps.find(({ name }) => name === step)?.status;
    const settled =
      phase === 'action'
        ? status === 'SUCCEEDED' || status === 'SKIPPED' || hasUnwindMark(logged.events)
        : wasUndone(step, logged.events);
    if (!settled) blame(`${step}: the last message about its ${phase} is taken away, and it is ${status}`);
  }
};

const wasUndone = (step: string, events: readonly SagaEvent[]): boolean =>
  events.some(
    (event) =>
      event.step === step &&
      (event.type === 'CompensationSucceeded' || event.type === 'CompensationResolved'),
  );
