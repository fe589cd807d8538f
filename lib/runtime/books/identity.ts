import {
  type Books,
  type Identity,
  type Ledger,
  type RecordMove,
  type RecordReference,
  type SagaRecord,
  sagaKey,
} from '../../saga';

/** What a content is known by. A row that somebody put there without a version counts as its version 0. */
export const identityOf = (record: SagaRecord | undefined): Identity | undefined =>
  record && { version: record.version ?? 0, writtenBy: record.writtenBy ?? '' };

export const isSame = (one: Identity | undefined, other: Identity | undefined): boolean =>
  one?.version === other?.version && one?.writtenBy === other?.writtenBy;

/** `order#4711`, as messages name a record. */
export const recordText = ({ type, id }: RecordReference): string => `${type}#${id}`;

/** Writes that a saga's own steps and compensations may have made of one record: a bound on a chain of keys. */
const LONGEST_LINEAGE = 200;

/** How a record came from what a step wrote to what stands there now. */
export interface Lineage {
  /** Through this saga's own writes alone. */
  readonly isOwn: boolean;
  /** A later step of this saga whose write is still to be undone: first that, then this. */
  readonly later: string | undefined;
}

/**
 * Follows a record back from what stands there to `wrote`: each content names the ledger item that wrote it, and that item
 * what stood there before.
 */
export const lineageSince = async (
  ledger: Pick<Ledger, 'read'>,
  saga: { readonly name: string; readonly id: string },
  now: Identity | undefined,
  { type, id, wrote }: RecordReference & { readonly wrote?: Identity },
  stepOf: (command: string) => string | undefined,
): Promise<Lineage> => {
  const own = `${sagaKey(saga)}/`;
  let at = now;
  let later: string | undefined;
  for (let hops = 0; at && !isSame(at, wrote) && hops < LONGEST_LINEAGE; hops++) {
    if (!at.writtenBy.startsWith(own)) return { isOwn: false, later };
    const command = at.writtenBy.slice(own.length);
    const step = stepOf(command) ?? command;
    const item = await ledger.read(own + step);
    const before = at;
    const isIt = (move: RecordMove): boolean =>
      move.type === type && move.id === id && isSame(move.wrote, before);
    const done = item?.records?.find(isIt);
    if (item?.state === 'DONE' && done && done.undo.kind !== 'keep') later ??= step;
    at = (done ?? item?.undid?.find(isIt))?.was;
  }
  return { isOwn: isSame(at, wrote), later };
};

/** What became of each record, as a ledger item keeps it. */
export const movesOf = ({ writes }: Books): readonly RecordMove[] =>
  writes.map(({ record: { type, id }, was, to }) => {
    const wrote = identityOf(to);
    return { type, id, ...(was ? { was } : {}), ...(wrote ? { wrote } : {}) };
  });
