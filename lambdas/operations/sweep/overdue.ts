import { errorField, toKnownError } from '../../../lib/runtime';
import type { SagaHeader, SagaStatus } from '../../../lib/saga';
import { mend } from './mend';
import { tellOldLetters } from './old-letters';
import { OutOfTime } from './pace';
import type { SweepTools, Swept } from './sweep-tools';

/** Statuses in which a saga is open. */
const OPEN: readonly SagaStatus[] = [
  'PENDING',
  'RUNNING',
  'COMPLETION_FAILED',
  'COMPENSATING',
  'COMPENSATION_FAILED',
];

/**
 * Goes through the open sagas that should be over, the oldest first. One that cannot be brought to its end keeps its place,
 * and must not be all that is ever looked at: a sweep that is cut off goes on where it ended, and only then begins anew.
 */
export const sweepOverdue = async (tools: SweepTools): Promise<Swept> => {
  const { log, cursor, definition } = tools;
  const query = { name: definition.name, statuses: OPEN, dueBefore: tools.now(), first: 'oldest' } as const;
  let after = await cursor.read();
  let looked = 0;
  let failed = false;
  for (;;) {
    const page = await log.list({ ...query, ...(after === undefined ? {} : { next: after }) });
    for (const [index, header] of page.sagas.entries()) {
      const outcome = await sweep(header, tools);
      if (outcome === 'no time') {
        await cursor.write(after);
        return { looked, finished: false };
      }
      // A right that is missing fails for all of them: a sweep that looked after nobody must not pass for one that did.
      if (outcome === 'failed') failed = true;
      looked++;
      // Those that are due at the same time are looked at together: the cursor is a time.
      if (page.sagas[index + 1]?.due !== header.due) after = header.due;
    }
    if (page.next === undefined) {
      await cursor.write(undefined);
      return { looked, finished: !failed };
    }
    await cursor.write(after);
  }
};

/** One saga's trouble must not keep the sweeper from the others. */
const sweep = async (header: SagaHeader, tools: SweepTools): Promise<'looked at' | 'failed' | 'no time'> => {
  if (!tools.hasTime()) return 'no time';
  try {
    const logged = await tools.log.read({ name: header.sagaName, id: header.sagaId });
    if (!logged) return 'looked at';
    tellOldLetters(logged, tools);
    await mend(logged, tools);
    return 'looked at';
  } catch (error) {
    if (error instanceof OutOfTime) return 'no time';
    tools.logger.warn('a saga could not be swept', {
      sagaName: header.sagaName,
      sagaId: header.sagaId,
      error: errorField(toKnownError(error)),
    });
    return 'failed';
  }
};
