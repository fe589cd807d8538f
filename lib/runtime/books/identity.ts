import {
  type Books,
  type DoneRecord,
  type Identity,
  type Ledger,
  type LedgerItem,
  type RecordMove,
  type SagaRecord,
  type SagaReference,
  sagaKey,
} from '../../saga';

/** What a content is known by. A row that somebody put there without a version counts as its version 0. */
export const identityOf = (record: SagaRecord | undefined): Identity | undefined =>
  record && { version: record.version ?? 0, writtenBy: record.writtenBy ?? '' };

export const isSame = (one: Identity | undefined, other: Identity | undefined): boolean =>
  one?.version === other?.version && one?.writtenBy === other?.writtenBy;

/** Writes that a saga's own steps and compensations may have made of one record: a bound on a chain of keys. */
const LONGEST_LINEAGE = 200;

/** How a record came from what a step wrote to what stands there now. */
export interface Lineage {
  /** Through this saga's own writes alone. */
  readonly isOwn: boolean;
  /** A later step of this saga whose write is still to be undone: first that, then this. */
  readonly later: string | undefined;
}

/** Where the writes of one saga are looked up. */
export interface OwnWrites {
  readonly ledger: Pick<Ledger, 'read'>;
  readonly saga: Pick<SagaReference, 'name' | 'id'>;
  /** Command → step whose ledger item has what it wrote. */
  readonly stepOf: (command: string) => string | undefined;
}

/** The ledger item whose transaction wrote a content; undefined when it was not this saga's. */
export const writerOf = async (
  { ledger, saga, stepOf }: OwnWrites,
  { writtenBy }: Identity,
): Promise<{ readonly step: string; readonly item: LedgerItem | undefined } | undefined> => {
  const own = `${sagaKey(saga)}/`;
  if (!writtenBy.startsWith(own)) return undefined;
  const command = writtenBy.slice(own.length);
  const step = stepOf(command) ?? command;
  return { step, item: await ledger.read(own + step) };
};

/** Whether an item's write of a record is still to be undone. */
export const isToUndo = (item: LedgerItem | undefined, record: DoneRecord | undefined): boolean =>
  item?.state === 'DONE' && record !== undefined && record.undo.kind !== 'keep';

/**
 * Follows a record back from what stands there to `wrote`: each content names the ledger item that wrote it, and that item
 * what stood there before.
 */
export const lineageSince = async (
  own: OwnWrites,
  now: Identity | undefined,
  { type, id, wrote }: RecordMove,
): Promise<Lineage> => {
  let at = now;
  let later: string | undefined;
  for (let hops = 0; at && !isSame(at, wrote) && hops < LONGEST_LINEAGE; hops++) {
    const writer = await writerOf(own, at);
    if (!writer) return { isOwn: false, later };
    const { step, item } = writer;
    const before = at;
    const isIt = (move: RecordMove): boolean =>
      move.type === type && move.id === id && isSame(move.wrote, before);
    const done = item?.records?.find(isIt);
    if (isToUndo(item, done)) later ??= step;
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
