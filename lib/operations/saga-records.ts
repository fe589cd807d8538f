import { type LedgerItem, type RecordReference, recordKey, type SagaRecord } from '../saga';
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
  const entries = await Promise.all(
    Object.entries(ledgers).map(async ([participant, items]) => {
      const named = new Map(items.flatMap(recordsIn).map((one) => [recordKey(one), one] as const));
      if (named.size === 0) return [];
      const reader = recordsOf(participant);
      const found = await Promise.all([...named.values()].map((reference) => reader.get(reference)));
      const rows = await recordRows(
        log,
        found.filter((record): record is SagaRecord => record !== undefined),
      );
      const there = new Map(rows.map((row) => [recordKey(row), row] as const));
      const reports = [...named].map(
        ([key, { type, id }]): RecordReport => there.get(key) ?? { type, id, gone: true },
      );
      return [[participant, reports] as const];
    }),
  );
  return Object.fromEntries(entries.flat());
};

const recordsIn = ({ records = [], undid = [] }: LedgerItem): readonly RecordReference[] => [
  ...records,
  ...undid,
];
