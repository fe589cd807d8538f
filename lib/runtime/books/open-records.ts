import {
  type Ledger,
  type OnLocked,
  type RecordReference,
  recordKey,
  type SagaRecord,
  type SequenceEffect,
} from '../../saga';
import type { Claims } from './claims';

/** What a rule may look at: the records of its own participant, and the sequences that it takes numbers of. */
export interface Records<Type extends string = string> {
  /**
   * Consistent; undefined when there is none. What is written holds only while everything that was read here is as it
   * was: the rule is asked again when it is not.
   * @throws TransientError or BusinessError `Locked`, as `onLocked` has it
   */
  get(type: Type, id: string, options?: { readonly onLocked?: OnLocked }): Promise<SagaRecord | undefined>;
  /** The number after the last one: an effect, which takes it. */
  next(sequence: string): Promise<SequenceEffect>;
}

/** The records as one asking of a rule sees them, and what it looked at. */
export interface OpenRecords {
  readonly records: Records;
  /** Key → what the rule read. */
  readonly seen: ReadonlyMap<
    string,
    { readonly reference: RecordReference; readonly record: SagaRecord | undefined }
  >;
  /** Sequence → the number that was taken last, and how many were asked for. */
  readonly asked: ReadonlyMap<string, { readonly last: number; readonly count: number }>;
  /** As the rule saw it, else as it stands. */
  look(reference: RecordReference): Promise<SagaRecord | undefined>;
}

export const openRecords = (ledger: Pick<Ledger, 'record' | 'last'>, claims: Claims): OpenRecords => {
  const seen = new Map<string, { reference: RecordReference; record: SagaRecord | undefined }>();
  const asked = new Map<string, { last: number; count: number }>();
  /** Two that are asked for at once are two numbers. */
  const lasts = new Map<string, Promise<number>>();
  const look = async (reference: RecordReference): Promise<SagaRecord | undefined> => {
    const before = seen.get(recordKey(reference));
    return before ? before.record : ledger.record(reference);
  };
  return {
    seen,
    asked,
    look,
    records: {
      get: async (type, id, options = {}) => {
        const reference = { type, id };
        const record = await look(reference);
        seen.set(recordKey(reference), { reference, record });
        await claims.check(record, options.onLocked);
        // A rule's own copy: what it makes of it must not become the image from before.
        return record && structuredClone(record);
      },
      next: async (sequence) => {
        const reading = lasts.get(sequence) ?? ledger.last(sequence);
        lasts.set(sequence, reading);
        const last = await reading;
        const count = (asked.get(sequence)?.count ?? 0) + 1;
        asked.set(sequence, { last, count });
        return { sequence, number: last + count };
      },
    },
  };
};
