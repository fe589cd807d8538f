import { type Clock, type ServiceIntegration, sleep, TaskError } from '../../../lib/engine';
import { isFields } from './is-fields';

const MILLISECONDS = 1000;

/** A value; `{ error, cause }`, which fails; or `{ sleep: seconds, value }`, which takes its time. */
const answer = async (standIn: unknown, clock: Clock): Promise<unknown> => {
  if (!isFields(standIn)) return standIn;
  if (typeof standIn.sleep === 'number') {
    await sleep(clock, standIn.sleep * MILLISECONDS);
    return answer(standIn.value, clock);
  }
  if (typeof standIn.error === 'string') {
    throw new TaskError(standIn.error, typeof standIn.cause === 'string' ? standIn.cause : undefined);
  }
  return standIn;
};

/** The last part of a resource, without what it waits for: `invoke`, `startExecution`, a function's name. */
const nameOf = (resource: string): string =>
  resource
    .replace(/\.(sync(:2)?|waitForTaskToken)$/, '')
    .split(':')
    .at(-1) ?? '';

export const standIns =
  (services: Readonly<Record<string, unknown>>, clock: Clock) =>
  (resource: string): ServiceIntegration | undefined => {
    const name = nameOf(resource);
    return Object.hasOwn(services, name) ? () => answer(services[name], clock) : undefined;
  };
