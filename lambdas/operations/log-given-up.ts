import type { ParkedMessage } from '../../lib/saga';
import type { ErrorsTools } from './tools';

/**
 * Logs that a step is not tried any more: its message goes to the dead-letter queue, which nobody has to ask then. A
 * message that an operator sent again ends so once more, under a number of its own.
 */
export const logGivenUp = async (
  { saga, step, error }: ParkedMessage,
  receives: number,
  { log, now }: Pick<ErrorsTools, 'log' | 'now'>,
): Promise<void> => {
  const logged = await log.read(saga);
  if (!logged?.header.steps.some(({ name }) => name === step)) return;
  const before = logged.events.filter((event) => event.type === 'RedriveGivenUp' && event.step === step);
  await log.append(saga, {
    type: 'RedriveGivenUp',
    step,
    runner: 'redrive',
    attempt: before.length + 1,
    at: now(),
    error: { error: error.error, cause: error.cause.slice(0, 1000) },
    reason: `not tried again by itself after ${receives} deliveries`,
  });
};
