import type { CounterEffect } from './counter-effect';
import type { Json, RecordReference, SagaRecord } from './record';

/** What to do when a record is claimed by another saga that is still open. */
export const ON_LOCKED = ['wait', 'refuse', 'pass'] as const;
/**
 * `wait`: a `TransientError`, so that the command is tried again. `refuse`: the answer is no (`BusinessError: Locked`).
 * `pass`: as if there was no claim; the log is not asked.
 */
export type OnLocked = (typeof ON_LOCKED)[number];

/** Attributes to set; the others stay as they are. */
export type Attributes = Readonly<Record<string, Json | undefined>>;

/**
 * How the ledger undoes a change of a record, fixed when it is made. `delete`: the record came into being with it.
 * `restore`: the record as it was before. Both only if nobody else has changed it since (`BusinessError: ChangedSince`).
 * `set`: these attributes, whatever has become of the others.
 */
export type RecordUndo = 'delete' | 'restore' | { readonly set: Attributes };

/** The record must be as it was when it was looked at, else the answer is no (`BusinessError: Changed`). */
export type Expectation =
  /** 0: there is none. */
  { readonly version: number } | ((record: SagaRecord | undefined) => boolean);

interface RecordChange<Type extends string> {
  readonly record: RecordReference<Type>;
  readonly set: Attributes;
  readonly expect?: Expectation;
  /** @default 'pass' */
  readonly onLocked?: OnLocked;
}

/** Of a step that has a compensation; a retriable step is never undone, and has none. */
type Undone<Undo> = [Undo] extends [undefined]
  ? { readonly undo?: undefined }
  : undefined extends Undo
    ? { readonly undo?: Undo }
    : { readonly undo: Undo };

/** Puts or changes a record of the participant's own, in the ledger's transaction. */
export type RecordEffect<
  Type extends string = string,
  Undo extends RecordUndo | undefined = RecordUndo | undefined,
> = RecordChange<Type> & Undone<Undo>;

/**
 * Takes the next number of a sequence without gap (`records.next`): who comes second is asked again with the number
 * after it. An undo gives no number back. All takers of one sequence go one after the other: about 50 a second.
 */
export interface SequenceEffect {
  readonly sequence: string;
  readonly number: number;
}

interface Conditional {
  /** As the definition names it in `tables`. */
  readonly TableName: string;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>>;
}
type Item = Readonly<Record<string, unknown>>;

/** A write to a table of the participant's own, in the form of DynamoDB's document client. */
export type TransactWrite =
  | { readonly Put: Conditional & { readonly Item: Item } }
  | { readonly Update: Conditional & { readonly Key: Item; readonly UpdateExpression: string } }
  | { readonly Delete: Conditional & { readonly Key: Item } };

interface OwnWrite {
  readonly write: TransactWrite;
  /** Code of the `BusinessError` when its condition does not hold. @default 'ConditionFailed' */
  readonly refused?: string;
}

/** The way out for tables that are not made of records: what is written, and what undoes it, on the same item. */
export type WriteEffect<Undo extends TransactWrite | undefined = TransactWrite | undefined> = OwnWrite &
  Undone<Undo>;

/** What a step changes in its participant's database, all of it or none. */
export type Effect = CounterEffect | RecordEffect | SequenceEffect | WriteEffect;
