import { redriver } from '../../../lambdas/operations/redrive';
import type { ErrorsTools } from '../../../lambdas/operations/tools';
import type { UnservedQueue } from '../../operations';
import {
  ERRORS_MAX_RECEIVE_COUNT,
  MESSAGE_LIFE_SECONDS,
  type ParkedMessage,
  redriveDelaySeconds,
} from '../../saga';
import { DELIVERY_FAULTS } from '../choices/faults';
import { HOUR, SECOND } from './constants';
import type { Chance } from './scheduler';
import { checkStillServed, type IsAlive, isAbout, peeked } from './served';
import type { World } from './world';

interface Message {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  receives: number;
  place: 'queue' | 'dead-letters' | 'gone';
  /** Somebody has received it, and is at it. */
  held: boolean;
}

/** `saga-errors` with its consumer, and the dead-letter queue behind it. */
export interface ErrorsQueue {
  readonly send: (body: unknown) => void;
  readonly deadLetters: UnservedQueue;
  readonly isEmpty: () => boolean;
  readonly hasDeadLetters: () => boolean;
  /** Whether a message about this step lies in one of the two. */
  readonly isAlive: IsAlive;
  /** Messages that expire. */
  readonly chances: () => readonly Chance[];
  readonly standing: () => unknown;
}

export const openErrorsQueue = (world: World, tools: () => ErrorsTools): ErrorsQueue => {
  const { clock, note, scheduler, oracle, variation } = world;
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
  const isAlive: IsAlive = (step, phase) =>
    messages.some(({ body, place }) => place !== 'gone' && isAbout(body, step, phase));

  const receive = (message: Message): void => {
    expire(message);
    if (message.place !== 'queue') return;
    message.receives++;
    message.held = true;
    const name = `redriver, ${subjectOf(message.body)}, delivery ${message.receives}`;
    const comesAgain = (): void => {
      if (message.place !== 'queue') return;
      if (message.receives < ERRORS_MAX_RECEIVE_COUNT) {
        deliver(message, SECOND * redriveDelaySeconds(message.receives));
      } else {
        message.place = 'dead-letters';
        world.excuse('a dead letter');
      }
    };
    const { outcome } = scheduler.start(
      { name, kind: 'redriver', mortality: 'operations', about: [message.body, receivesClass(message)] },
      async (process) => {
        const made = tools();
        const own: ErrorsTools = {
          ...made,
          log: world.port(made.log, 'log', process),
          orchestrator: world.port(made.orchestrator, 'orchestrator', process),
          errors: world.port(made.errors, 'errors', process),
        };
        const { batchItemFailures } = await redriver(() => variation.redriver?.(own) ?? own)({
          Records: [
            {
              messageId: message.id,
              receiptHandle: message.id,
              body: message.body,
              attributes: { ApproximateReceiveCount: String(message.receives) },
            },
          ],
        });
        return batchItemFailures.length === 0;
      },
    );
    const release = (): void => {
      message.held = false;
    };
    outcome.then(release, release);
    outcome.then(async (taken) => {
      if (!taken) return comesAgain();
      message.place = 'gone';
      await checkStillServed(world, [message.body], isAlive);
    }, comesAgain);
  };
  const deliver = (message: Message, delay: number): void => {
    if (delay === 0) receive(message);
    else clock.schedule(delay, () => receive(message), `delivery of ${message.body}`);
  };

  return {
    send: (body) => {
      const message: Message = {
        id: `m${messages.length + 1}`,
        body: JSON.stringify(body),
        sentAt: clock.now(),
        receives: 0,
        place: 'queue',
        held: false,
      };
      messages.push(message);
      note(`to saga-errors: ${subjectOf(message.body)}`);
      const fault = oracle.choose(`saga-errors, with ${subjectOf(message.body)}`, DELIVERY_FAULTS);
      deliver(message, fault === 'delivered-late' ? 2 * HOUR : 0);
      if (fault !== 'delivered-twice') return;
      const copy: Message = { ...message, id: `${message.id}-again` };
      messages.push(copy);
      deliver(copy, 0);
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
    chances: () =>
      messages
        // What is being worked on is not taken away meanwhile.
        .filter(({ place, held }) => place !== 'gone' && !held)
        .map((message) => ({
          name: `expires:${message.id}`,
          kind: 'expiry',
          cost: 'fault',
          happen: () => {
            clock.pass(message.sentAt + MESSAGE_LIFE_SECONDS * SECOND);
            note(`${subjectOf(message.body)} expires`);
            expire(message);
          },
        })),
    standing: () =>
      messages
        .filter(({ place }) => place !== 'gone')
        .map((message) => [message.body, message.place, receivesClass(message)]),
  };
};

/** What the redriver tells apart: the first deliveries, by which unwinds wait, those between, and the last. */
const receivesClass = ({ receives }: Message): number =>
  receives > 8 && receives < ERRORS_MAX_RECEIVE_COUNT - 1 ? 9 : receives;

const subjectOf = (body: string): string => {
  const { step, phase, detail } = JSON.parse(body) as Partial<ParkedMessage> & {
    readonly detail?: { readonly name: string; readonly status: string };
  };
  return detail ? `${detail.name} ${detail.status}` : `${phase} of ${step} parked`;
};
