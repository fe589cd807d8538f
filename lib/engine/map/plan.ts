import type { Frame } from '../frame';
import type { Payload } from '../payload';
import type { StateQuery } from '../query/state-query';
import { readItems } from './read-items';
import type { Tolerance } from './tolerance';

/** What a Map is to do, once its fields are evaluated. */
export interface MapPlan {
  readonly items: readonly unknown[];
  /** Where they come from, when an ItemReader has brought them. */
  readonly source: string | undefined;
  /** 0: as many as the mode allows. */
  readonly maxConcurrency: number;
  readonly tolerated: Tolerance;
}

/**
 * Reads the fields of a Map and records that it started; of a redriven one (`startedEventId`) that is known already.
 */
export const readPlan = async (
  frame: Frame,
  query: StateQuery,
  input: Payload,
  startedEventId: number | undefined,
): Promise<MapPlan> => {
  const whole = async (field: string): Promise<number | undefined> => {
    const value = await query.read(frame, field);
    if (value === undefined) return undefined;
    if (Number.isInteger(value) && (value as number) >= 0) return value as number;
    const reason = `The ${field} field refers to value "${JSON.stringify(value)}" which is not a valid integer`;
    throw query.invalid(frame, field, reason);
  };
  const { itemsRead } = frame.thread.host.test ?? {};
  const read = itemsRead ? { items: itemsRead, source: undefined } : await readItems(frame, query);
  const items = read?.items ?? (await query.items(frame, input));
  const maxConcurrency = (await whole('MaxConcurrency')) ?? 0;
  const { thread } = frame;
  if (startedEventId === undefined) {
    thread.record('MapStateStarted', { mapStateStartedEventDetails: { length: read ? 0 : items.length } });
  } else {
    thread.lastEventId = startedEventId;
  }
  const count = await whole('ToleratedFailureCount');
  const percentage = await query.read(frame, 'ToleratedFailurePercentage');
  if (percentage !== undefined && !(typeof percentage === 'number' && percentage >= 0 && percentage <= 100)) {
    const reason = 'ToleratedFailurePercentage must be between 0 and 100.';
    throw query.invalid(frame, 'ToleratedFailurePercentage', reason);
  }
  for (const [step, value] of [
    ['maxConcurrency', maxConcurrency],
    ['toleratedFailureCount', count],
    ['toleratedFailurePercentage', percentage],
  ] as const) {
    frame.inspect(step, value);
  }
  return {
    items,
    source: read?.source,
    maxConcurrency,
    tolerated: { count, percentage: percentage as number | undefined },
  };
};
