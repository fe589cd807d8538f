import type { PeekedMessage } from '../../operations';
import { foldEvents, hasUnwindMark, type ParkedMessage, type SagaEvent } from '../../saga';
import { SAGA } from './constants';
import type { World } from './world';

/** Whether a message about a step lies in `saga-errors` or behind it. */
export type IsAlive = (step: string, phase: ParkedMessage['phase']) => boolean;

export const peeked = ({
  id,
  body,
  receives,
}: {
  readonly id: string;
  readonly body: string;
  readonly receives: number;
}): PeekedMessage => ({
  messageId: id,
  body: JSON.parse(body) as unknown,
  receiveCount: receives,
});

export const isAbout = (body: string, step: string, phase: ParkedMessage['phase']): boolean => {
  const message = JSON.parse(body) as Partial<ParkedMessage>;
  return message.step === step && message.phase === phase;
};

/** A message may only go when its step is settled, or when there is another one. */
export const checkStillServed = async (
  { definition, log, blame }: Pick<World, 'definition' | 'log' | 'blame'>,
  bodies: readonly string[],
  isAlive: IsAlive,
): Promise<void> => {
  const logged = await log.read({ name: definition.name, id: SAGA });
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
