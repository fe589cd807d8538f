import { type LedgerItem, type RecordReference, recordKey } from '../saga';
import type { OperationPorts } from './operation-ports';
import { type RecordRow, recordRows } from './record-row';

/** A record that a saga wrote and that is there no more: it was undone, or somebody deleted it. */
export interface GoneRecord extends RecordReference {
  readonly gone: true;
}

/** A record that a saga wrote, as it stands now, whoever has changed it since. */
export type RecordReport = RecordRow | GoneRecord;

/** Participant → records that the saga wrote there, in the order of its steps; who wrote none is missing. */
export type RecordsReport = Readonly<Record<string, readonly RecordReport[]>>;

/** Looks up the records that ledger items name, each once. */
export const sagaRecords = async (
  {
    log,
    recordsOf,
  }: Pick<OperationPorts, 'recordsOf'> & { readonly log: Pick<OperationPorts['log'], 'status'> },
  ledgers: Readonly<Record<string, readonly LedgerItem[]>>,
): Promise<RecordsReport> => {
  const named = Object.entries(ledgers).flatMap(([participant, items]) =>
    [...new Map(items.flatMap(recordsIn).map((one) => [recordKey(one), one])).values()].map(
      ({ type, id }) => ({ participant, type, id }),
    ),
  );
  const found = await Promise.all(
    named.map(({ participant, type, id }) => recordsOf(participant).get({ type, id })),
  );
  // In the order of those that were found.
  const rows = (
    await recordRows(
      log,
      found.filter((record) => record !== undefined),
    )
  ).values();
  const reports: Record<string, readonly RecordReport[]> = {};
  for (const [index, { participant, type, id }] of named.entries()) {
    const row = found[index] === undefined ? undefined : rows.next().value;
    reports[participant] = [...(reports[participant] ?? []), row ?? { type, id, gone: true }];
  }
  return reports;
};

const recordsIn = ({ records = [], undid = [] }: LedgerItem): readonly RecordReference[] => [
  ...records,
  ...undid,
];
