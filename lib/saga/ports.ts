import type { Books, DoneRecord, RecordMove } from './books';
import type { SagaReference } from './command';
import type { CounterEffect } from './counter-effect';
import type { TransactWrite } from './effect';
import type { LoggedStep, SagaClosed, SagaEvent, SagaHeader } from './event';
import type { RecordReference, SagaRecord } from './record';
import type { SagaStatus } from './status';

/** Time as the handlers see it, in epoch milliseconds. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

export type LedgerState = 'DOING' | 'DONE' | 'UNDONE';

/** The one item that says what became of a step. */
export interface LedgerItem {
  readonly key: string;
  readonly state: LedgerState;
  readonly result?: unknown;
  readonly effects: readonly CounterEffect[];
  /** The participant's records that it wrote, each with its undo. */
  readonly records?: readonly DoneRecord[];
  /** Undoes what it wrote to tables of the participant's own. */
  readonly writes?: readonly TransactWrite[];
  /** `UNDONE`: the records that the undo wrote. */
  readonly undid?: readonly RecordMove[];
  /** `UNDONE`: what the compensation's rule answered. */
  readonly answer?: unknown;
  /** `DOING`: until when the call outside may still be under way, in epoch milliseconds. */
  readonly until?: number;
  /** The effect lies outside the own database. */
  readonly outside?: boolean;
  /** `UNDONE`, and the effect outside is still to be reversed. */
  readonly outsidePending?: boolean;
}

export type CommitOutcome =
  | { readonly kind: 'committed' }
  | { readonly kind: 'already-done'; readonly item: LedgerItem }
  | { readonly kind: 'undone' }
  /** Another attempt is in the middle of its call outside. */
  | { readonly kind: 'doing'; readonly until: number }
  | {
      readonly kind: 'exhausted';
      readonly counter: string;
      readonly available: number;
      readonly asked: number;
    }
  /** A record, or a sequence, is no longer as it was when the rule looked at it: ask the rule again. */
  | { readonly kind: 'changed' }
  /** The condition of a write to a table of the participant's own does not hold; the n-th, from 0. */
  | { readonly kind: 'refused'; readonly write: number };

export type UndoOutcome =
  | { readonly kind: 'undone'; readonly before: LedgerItem | undefined; readonly answer?: unknown }
  | { readonly kind: 'already-undone'; readonly item: LedgerItem }
  /** An effect outside may still be under way: come back after `until`. */
  | { readonly kind: 'wait'; readonly until: number };

/** What the ledger writes with DONE, in one transaction. */
export interface LedgerEntry {
  readonly result: unknown;
  readonly effects: readonly CounterEffect[];
  readonly books?: Books;
  readonly records?: readonly DoneRecord[];
  readonly writes?: readonly TransactWrite[];
}

/** What the ledger writes with UNDONE beside giving the counters back, in one transaction. */
export interface Reversal {
  readonly books: Books;
  readonly answer?: unknown;
}

/**
 * The participant's memory of what it did for a saga. Exactly one effect, whatever happens: a duplicate is harmless, an
 * undo of something that never happened leaves a tombstone, a forward attempt that comes after it is refused.
 */
export interface Ledger {
  /**
   * No item: writes DONE with the result, and takes the effects, in one transaction.
   * @throws BusinessError `InvalidEffect` when an effect would wreck a counter, before anything is written
   */
  commit(key: string, entry: LedgerEntry): Promise<CommitOutcome>;
  /** No item, or a DOING one past its time: writes DOING. */
  begin(key: string, until: number): Promise<CommitOutcome>;
  /** DOING becomes DONE. `undone` when somebody undid it meanwhile. */
  finish(key: string, result: unknown): Promise<CommitOutcome>;
  /**
   * Writes UNDONE and gives the effects back, unless `reverse` is false (somebody undid it by hand). `plan` says what else
   * a DONE item's undo writes; it is asked again when that has changed meanwhile. What it throws is thrown, and nothing is
   * written.
   */
  undo(
    key: string,
    options: { readonly reverse: boolean; readonly plan?: (done: LedgerItem) => Promise<Reversal> },
  ): Promise<UndoOutcome>;
  /** The effect outside has been reversed. */
  settle(key: string): Promise<void>;
  /** No item: writes UNDONE. DONE stays. */
  fence(key: string): Promise<LedgerItem['state']>;
  /** Consistent. */
  read(key: string): Promise<LedgerItem | undefined>;
  /** What is available of a counter; undefined when it was never used. */
  available(counter: string): Promise<number | undefined>;
  /** Consistent. Undefined when there is no such record. */
  record(reference: RecordReference): Promise<SagaRecord | undefined>;
  /** Consistent. The number that was taken of a sequence last; 0 when none was. */
  last(sequence: string): Promise<number>;
}

/** Which records of a participant, and how many of them at a time. */
export interface RecordQuery {
  readonly types: readonly string[];
  /** Those of which this attribute has this value; an index of the table answers, which may lag behind a little. */
  readonly index?: { readonly attribute: string; readonly value: string };
  /** Records a page, at the most. */
  readonly limit: number;
  /** Where the page before ended. */
  readonly next?: string;
}

export interface RecordPage {
  readonly records: readonly SagaRecord[];
  /**
   * Where it ended: the key of the item that was looked at last. Undefined: there are no more. A page may hold fewer
   * records than asked for, even none, and not be the last.
   */
  readonly next?: string;
}

/** The records of one participant, as operators and reports see them. */
export interface RecordsReader {
  /** Consistent. Undefined when there is no such record. */
  get(reference: RecordReference): Promise<SagaRecord | undefined>;
  /** Without an index it looks at the participant's whole table, a bounded part of it a page. */
  list(query: RecordQuery): Promise<RecordPage>;
}

/** A counter as it stands. */
export interface CounterState {
  readonly counter: string;
  readonly available: number;
  /** By steps that are DONE; it comes back when they are undone. */
  readonly taken: number;
}

/** What an operator made of a counter; kept for good. */
export interface CounterChange {
  readonly counter: string;
  /** Available before; null: it had never been used. */
  readonly before: number | null;
  readonly after: number;
  /** ISO 8601. */
  readonly at: string;
  /** Who did it, as far as the tool knows. */
  readonly by: string;
  readonly reason: string;
}

/** The counters of one participant, as operators see them. */
export interface Counters {
  /** All that were ever used, by name. Looks at the participant's whole table. */
  list(): Promise<readonly CounterState[]>;
  /** What operators changed, oldest first. Looks at the whole table. */
  changes(): Promise<readonly CounterChange[]>;
  /**
   * Sets what is available and keeps the change, in one transaction; false when something else than `before` is available
   * by now.
   */
  change(change: CounterChange): Promise<boolean>;
}

/** A header as the first handler writes it. */
export interface SagaStart {
  readonly saga: SagaReference;
  readonly steps: readonly LoggedStep[];
  readonly input?: unknown;
  readonly due: string;
}

export interface SagaPage {
  readonly sagas: readonly SagaHeader[];
  readonly next?: string;
}

/**
 * The append-only log of all sagas. Everything is written if absent; the header's status only rises. Of a saga that is
 * closed nothing changes any more.
 */
export interface SagaLog {
  /**
   * Writes the header with the input, if there is none with an input yet.
   * @throws BusinessError `SagaIdTaken`: the saga is closed, its id was used
   */
  start(start: SagaStart, at: string): Promise<void>;
  append(saga: SagaReference, event: SagaEvent): Promise<void>;
  /**
   * Events and a header that is at least `status`, in one transaction; the header is made if it is missing.
   * @throws BusinessError `SagaIdTaken`: the saga is closed, its id was used
   */
  appendAndRaise(start: SagaStart, events: readonly SagaEvent[], status: SagaStatus): Promise<void>;
  /** Reads consistently. Undefined when the log knows nothing of the saga. */
  read(
    saga: Pick<SagaReference, 'name' | 'id'>,
  ): Promise<{ readonly header: SagaHeader; readonly events: readonly SagaEvent[] } | undefined>;
  /** Reads consistently, the header alone. Undefined when the log knows nothing of the saga. */
  status(saga: Pick<SagaReference, 'name' | 'id'>): Promise<SagaStatus | undefined>;
  /** Sets the status if it is higher than the one that stands there. */
  raise(saga: Pick<SagaReference, 'name' | 'id'>, status: SagaStatus, at: string): Promise<void>;
  /** A hint from the index. */
  list(query: SagaQuery): Promise<SagaPage>;
}

/** The one writer that takes anything out of the log. */
export interface LogRemoval {
  /**
   * Closes a saga that stands as `header` has it: the header loses its input, `events` are written with it. False when it
   * has gone on meanwhile.
   */
  close(header: SagaHeader, closed: SagaClosed, events?: readonly SagaEvent[]): Promise<boolean>;
  /** Takes what was said out of the events and leaves their types and times. @returns how many had anything */
  strip(saga: Pick<SagaReference, 'name' | 'id'>, events: readonly SagaEvent[]): Promise<number>;
  /** Deletes the events of a closed saga, and then takes it out of every list. */
  remove(saga: Pick<SagaReference, 'name' | 'id'>, events: readonly SagaEvent[]): Promise<void>;
}

/** The one writer that takes anything out of a participant's ledger; counters and records stay as they are. */
export interface LedgerRemoval {
  /**
   * Takes out of an item what was answered and written: the result, the answer, and what it keeps of records and of other
   * tables' items, so that it cannot be undone any more. False: there was nothing to take.
   */
  strip(key: string): Promise<boolean>;
  remove(key: string): Promise<void>;
}

export interface SagaQuery {
  readonly name: string;
  /** Those alone. @default - all */
  readonly statuses?: readonly SagaStatus[];
  readonly dueBefore?: string;
  /** By the time at which they are due, or were over. @default 'newest' */
  readonly first?: 'newest' | 'oldest';
  /** Where the page before ended: only those that are due earlier, or later where the oldest come first. */
  readonly next?: string;
  /** Sagas a page; those that share the time of the last one come with it. @default 100 */
  readonly limit?: number;
}

/** How far the sweeper has come. It outlives an invocation, so that a sweep that is cut off goes on where it ended. */
export interface SweepCursor {
  /** `due` of the last saga that was looked at; undefined at the beginning. */
  read(): Promise<string | undefined>;
  write(due: string | undefined): Promise<void>;
}

export type ExecutionStatus =
  | 'RUNNING'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMED_OUT'
  | 'ABORTED'
  | 'PENDING_REDRIVE';

export interface ExecutionSummary {
  readonly arn: string;
  readonly status: ExecutionStatus;
  /** ISO 8601. */
  readonly startTime?: string;
  readonly input?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** The state machine service, as operations and the answers of queue consumers need it. */
export interface Orchestrator {
  /** Starting again under the same name with the same input is harmless. */
  start(machineArn: string, name: string, input: string): Promise<'started' | 'exists'>;
  describe(executionArn: string): Promise<ExecutionSummary | undefined>;
  stop(executionArn: string, error: string, cause: string): Promise<void>;
  /** Names of the states entered, newest first. */
  statesEntered(executionArn: string): AsyncIterable<string>;
}

/** The callback side of a queue step; an answer that comes too late is a normal end. */
export interface TaskAnswers {
  succeed(taskToken: string, output: unknown): Promise<void>;
  fail(taskToken: string, error: string, cause: string): Promise<void>;
}

export interface MessageQueue {
  send(body: unknown, options?: { readonly delaySeconds?: number }): Promise<void>;
  /** Hides a message that was received, for so many seconds from now. */
  delay(receiptHandle: string, seconds: number): Promise<void>;
}
