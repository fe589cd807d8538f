/** JSON, as a record keeps it; what is undefined is left out. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/** Names a record within its participant's table. */
export interface RecordReference<Type extends string = string> {
  /** Kebab-case, as the definition declares it. */
  readonly type: Type;
  /** 1 to 128 letters, digits and `.`, `_`, `:`, `@`, `/`, `-`. */
  readonly id: string;
}

/**
 * The mark of the saga that touched a record last. It is a claim, and never released: whoever meets it asks the log
 * whether that saga is still open, and one that is over claims nothing.
 */
export interface Claim {
  /** `<name>/<id>` */
  readonly saga: string;
  readonly step: string;
}

/** A row of a participant's own, as it stands: its attributes, and what the protocol keeps beside them. */
export interface SagaRecord extends RecordReference {
  /** Counts its writes from 1. Whoever writes to it without a saga raises it too. */
  readonly version: number;
  /** Key of the ledger item whose transaction wrote it; each writes it once, so that no two contents share both. */
  readonly writtenBy: string;
  readonly pending?: Claim;
  readonly [attribute: string]: unknown;
}

/** Attributes that are the protocol's own. */
export const RECORD_ATTRIBUTES = ['pk', 'type', 'id', 'version', 'writtenBy', 'pending'] as const;

/** How records of one type are kept. */
export interface RecordType {
  /** Attribute, a text, by which they are listed too: an index of the table (`by-<attribute>`). @default - by type and id */
  readonly index?: string;
  /** An undo may delete them: the participant's function gets the right to. @default false */
  readonly deletable?: true;
  /** What comes into being is published to the saga's topic, as the stream's record and at least once. @default false */
  readonly published?: true;
}

/** Participant → type → how it keeps its records of that type. */
export type RecordTypes = Readonly<Record<string, Readonly<Record<string, RecordType>>>>;

export const RECORD_TYPE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
export const RECORD_ID = /^[A-Za-z0-9._:@/-]{1,128}$/;
/** Bytes of an item that DynamoDB keeps. */
export const MAX_ITEM_BYTES = 400 * 1024;
/** Items that one transaction may hold. */
export const MAX_TRANSACTION_ITEMS = 100;

/** Beginning of the keys of sequences, beside the ledger's and the counters'. */
export const SEQUENCE_PREFIX = 'sequence/';

/** Key of a record in its participant's table: `order#4711`. No other key has a `#` behind its first word. */
export const recordKey = ({ type, id }: RecordReference): string => `${type}#${id}`;

/** Name of the index of a participant's table by an attribute of its records. */
export const recordIndexName = (attribute: string): string => `by-${attribute}`;
