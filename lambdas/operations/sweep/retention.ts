import { errorField, isoTime, type LoggedSaga, referenceOf, toKnownError } from '../../../lib/runtime';
import {
  DAYS_AFTER_DEADLINE,
  deadlineOf,
  FOREVER,
  foldEvents,
  isOver,
  ledgerKey,
  ledgerPlaces,
  SAGA_STATUSES,
  type SagaHeader,
} from '../../../lib/saga';
import type { Removed, SweepTools } from './sweep-tools';

const DAY_MS = 86_400_000;

const OVER = SAGA_STATUSES.filter(isOver);

/**
 * Removes what is kept of sagas whose retention is over, those that ended first at first: their ledgers, then their events;
 * the header's skeleton stays. What is cut off is gone on with by the next sweep.
 */
export const removeExpired = async (tools: SweepTools): Promise<Removed> => {
  const { log, definition, clock } = tools;
  if (definition.retentionSeconds === FOREVER) return { removed: 0, finished: true };
  const over = clock.now() - definition.retentionSeconds * 1000;
  const query = {
    name: definition.name,
    statuses: OVER,
    dueBefore: isoTime(over),
    first: 'oldest',
  } as const;
  let removed = 0;
  let finished = true;
  let after: string | undefined;
  do {
    const page = await log.list({ ...query, ...(after === undefined ? {} : { next: after }) });
    for (const header of page.sagas) {
      if (!tools.hasTime()) return { removed, finished: false };
      const outcome = await removeOne(header, over, tools);
      if (outcome === 'removed') removed++;
      // What cannot be removed must not be kept in silence: a sweep that did not finish rings.
      if (outcome === 'failed') finished = false;
    }
    after = page.next;
  } while (after !== undefined);
  return { removed, finished };
};

/** One saga's trouble must not keep the others. */
const removeOne = async (
  listed: SagaHeader,
  over: number,
  tools: SweepTools,
): Promise<'removed' | 'kept' | 'failed'> => {
  const { sagaName, sagaId } = listed;
  try {
    const logged = await tools.log.read({ name: sagaName, id: sagaId });
    if (!logged || !(await isClosed(logged, over, tools))) return 'kept';
    const saga = referenceOf(logged.header);
    for (const { by, name } of ledgerPlaces(tools.definition, logged.header.steps)) {
      await tools.ledgerRemovalOf(by).remove(ledgerKey(saga, name));
    }
    // Only now it leaves the index: whatever is cut off before is found again.
    await tools.logRemoval.remove(saga, logged.events);
    return 'removed';
  } catch (error) {
    tools.logger.warn('a saga could not be removed', {
      sagaName,
      sagaId,
      error: errorField(toKnownError(error)),
    });
    return 'failed';
  }
};

/** The index is a hint: the log itself says when it was over, and whether it still is. */
const isClosed = async (
  { header, events }: LoggedSaga,
  over: number,
  { logRemoval, clock }: SweepTools,
): Promise<boolean> => {
  if (header.closed?.as === 'removed') return true;
  if (!isOver(foldEvents(header.steps, events).status)) return false;
  const last = [header.updateTime, ...events.map(({ at }) => at)].reduce((a, b) => (a > b ? a : b));
  const fenced = deadlineOf(referenceOf(header)) + DAYS_AFTER_DEADLINE * DAY_MS;
  if (Date.parse(last) > over || fenced > clock.now()) return false;
  return logRemoval.close(header, { as: 'removed', at: isoTime(clock.now()) });
};
