import { type Books, type RecordCheck, recordKey, SagaError } from '../../saga';
import type { MemoryTable } from '../memory-table';
import { identityOf, isSame } from './identity';

type Table = Pick<MemoryTable, 'records' | 'sequences'>;

/** Whether everything that was looked at is as it was. */
export const holds = (table: Table, { writes, checks, sequences }: Books): boolean => {
  const isAsItWas = ({ record, was }: RecordCheck): boolean =>
    isSame(identityOf(table.records.get(recordKey(record))), was);
  return (
    [...writes, ...checks].every(isAsItWas) &&
    sequences.every(({ sequence, last }) => (table.sequences.get(sequence) ?? 0) === last)
  );
};

/** @throws SagaError `NotInMemory`: expressions on tables of one's own are DynamoDB's to decide */
export const write = (table: Table, { writes, sequences, own }: Books): void => {
  if (own.length > 0) {
    throw new SagaError('NotInMemory', 'tables of one’s own are not kept in memory: use the embedded stack');
  }
  for (const { record, to } of writes) {
    if (to) table.records.set(recordKey(record), structuredClone(to));
    else table.records.delete(recordKey(record));
  }
  for (const { sequence, to } of sequences) table.sequences.set(sequence, to);
};
