import { redriver } from '../../../lambdas/operations/redrive';
import type { ErrorsTools } from '../../../lambdas/operations/tools';
import { checkStillServed, isAbout, peeked } from '../../../lib/explore/world/served';
import type { UnservedQueue } from '../../../lib/operations';
import {
  ERRORS_MAX_RECEIVE_COUNT,
  MESSAGE_LIFE_SECONDS,
  type ParkedMessage,
  redriveDelaySeconds,
} from '../../../lib/saga';
import { crashing, immortal, mortal } from './crashing';
import { SECOND, type World } from './storm-world';

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
