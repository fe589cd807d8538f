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

/**
 * True when nobody but this saga has written to the record since: what stands there goes back to `wrote` through this
 * saga's own writes alone. Each content names the ledger item that wrote it, and that item what stood there before.
 */
export const isOwnSince = async (
  ledger: Pick<Ledger, 'read'>,
  saga: { readonly name: string; readonly id: string },
  now: Identity | undefined,
  { type, id, wrote }: RecordReference & { readonly wrote?: Identity },
  stepOf: (command: string) => string | undefined,
): Promise<boolean> => {
  let at = now;
  for (let hops = 0; at && hops < LONGEST_LINEAGE; hops++) {
    if (isSame(at, wrote)) return true;
    const own = `${sagaKey(saga)}/`;
    if (!at.writtenBy.startsWith(own)) return false;
    const command = at.writtenBy.slice(own.length);
    const item = await ledger.read(own + (stepOf(command) ?? command));
    const before = at;
    const move = [...(item?.records ?? []), ...(item?.undid ?? [])].find(
      (one) => one.type === type && one.id === id && isSame(one.wrote, before),
    );
    at = move?.was;
  }
  return at === undefined && wrote === undefined;
};

/** What became of each record, as a ledger item keeps it. */
export const movesOf = ({ writes }: Books): readonly RecordMove[] =>
  writes.map(({ record: { type, id }, was, to }) => {
    const wrote = identityOf(to);
    return { type, id, ...(was ? { was } : {}), ...(wrote ? { wrote } : {}) };
  });
