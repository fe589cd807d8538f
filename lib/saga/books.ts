import type { Attributes, TransactWrite } from './effect';
import type { RecordReference, SagaRecord } from './record';

/** What a record's content is known by: no two contents share it. Undefined where it stands for a record: there is none. */
export type Identity = Pick<SagaRecord, 'version' | 'writtenBy'>;

/** One record, from what it was to what was written. */
export interface RecordMove extends RecordReference {
  readonly was?: Identity;
  /** Undefined: it was deleted. */
  readonly wrote?: Identity;
}

/** How a record is undone, as of the commit. `keep`: it is not, its step is retriable. */
export type FixedUndo =
  | { readonly kind: 'keep' }
  | { readonly kind: 'delete' }
  | { readonly kind: 'restore'; readonly before: SagaRecord }
  | { readonly kind: 'set'; readonly set: Attributes };

/** A record that a step wrote, and how it is undone: all that its undo needs. */
export interface DoneRecord extends RecordMove {
  readonly undo: FixedUndo;
}

/** Writes a record as a whole, if it still is what it was. */
export interface RecordWrite {
  readonly record: RecordReference;
  readonly was: Identity | undefined;
  /** Undefined: it is deleted. */
  readonly to: SagaRecord | undefined;
}

/** A record that was looked at and is not written: it must still be what it was. */
export type RecordCheck = Pick<RecordWrite, 'record' | 'was'>;

/** Numbers taken of a sequence: those behind `last`, up to `to`. */
export interface SequenceStep {
  readonly sequence: string;
  readonly last: number;
  readonly to: number;
}

/** What goes into a ledger's transaction beside its item and the counters. */
export interface Books {
  readonly writes: readonly RecordWrite[];
  readonly checks: readonly RecordCheck[];
  readonly sequences: readonly SequenceStep[];
  /** To tables of the participant's own. */
  readonly own: readonly TransactWrite[];
}

export const NO_BOOKS: Books = { writes: [], checks: [], sequences: [], own: [] };
