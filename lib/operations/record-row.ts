import { claimsStill } from '../runtime';
import type { Claim, SagaLog, SagaRecord } from '../saga';

/** A record as a reader is shown it. */
export interface RecordRow {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly writtenBy: string;
  /** The saga that touched it last, and its step, as long as that saga is open. */
  readonly pending: Claim | null;
  /** Its own. */
  readonly [attribute: string]: unknown;
}

/** Questions to the log that are under way at once. */
const AT_ONCE = 10;

/** A claim is shown while it means anything; the log is asked once for each saga. */
export const recordRows = async (
  log: Pick<SagaLog, 'status'>,
  records: readonly SagaRecord[],
): Promise<readonly RecordRow[]> => {
  const open = await openSagas(
    log,
    records.flatMap(({ pending }) => pending?.saga ?? []),
  );
  return records.map(({ type, id, version, writtenBy, pending, ...own }) => ({
    type,
    id,
    version,
    writtenBy,
    pending: pending && open.has(pending.saga) ? pending : null,
    ...own,
  }));
};

const openSagas = async (
  log: Pick<SagaLog, 'status'>,
  sagas: readonly string[],
): Promise<ReadonlySet<string>> => {
  const asked = [...new Set(sagas)];
  const open = new Set<string>();
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    await Promise.all(
      asked.slice(from, from + AT_ONCE).map(async (saga) => {
        if (await claimsStill(log, saga)) open.add(saga);
      }),
    );
  }
  return open;
};
