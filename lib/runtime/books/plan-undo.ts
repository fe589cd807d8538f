import {
  BusinessError,
  type Claim,
  type DoneRecord,
  type Ledger,
  type LedgerItem,
  type RecordReference,
  type RecordWrite,
  type Reversal,
  recordKey,
  sagaKey,
  TransientError,
} from '../../saga';
import type { UndoRule } from '../handlers';
import { keptResult } from '../kept-result';
import type { Claims } from './claims';
import { identityOf, isSame, isToUndo, lineageSince, writerOf } from './identity';
import type { OpenRecords } from './open-records';
import { type Author, checkCount, planEffects, rewritten } from './plan-effects';
import { invalidEffect } from './sort-effects';

/** Code of the error of an undo that would overwrite what somebody else has written since. */
export const CHANGED_SINCE = 'ChangedSince';

export interface UndoTools {
  /** The compensation, as the author of what it writes. */
  readonly author: Author;
  readonly ledger: Ledger;
  readonly open: OpenRecords;
  readonly claims: Claims;
  /** Command → step, for whoever follows a record back through this saga's ledger items. */
  readonly stepOf: (command: string) => string | undefined;
  readonly rule: UndoRule | undefined;
  /** ISO 8601. */
  readonly now: string;
}

/**
 * What undoes a step that is DONE: its records as the ledger fixed it, and what the compensation's rule adds.
 * @throws BusinessError `ChangedSince`: somebody else has changed a record, and nothing is overwritten; `InvalidEffect`,
 * `RecordTooLarge`, `ResultTooLarge`, or what the rule throws
 */
export const planUndo = async (tools: UndoTools, done: LedgerItem): Promise<Reversal> => {
  const { author, open, claims, rule, now } = tools;
  const inverse = await Promise.all((done.records ?? []).map((record) => undoRecord(tools, record)));
  const writes = inverse.filter((write) => write !== undefined);
  const own = done.writes ?? [];
  if (!rule) {
    const books = { writes, checks: [], sequences: [], own };
    checkCount(author.step, books, 1 + done.effects.length);
    return { books };
  }
  const { effects = [], result } = await rule(
    {
      saga: author.saga,
      step: done.key.slice(done.key.lastIndexOf('/') + 1),
      result: done.result,
      effects: { counters: done.effects, records: done.records ?? [] },
      at: now,
    },
    { records: open.records },
  );
  const planned = await planEffects(author, onTop(author, open, done, writes), claims, effects);
  const isAbout = (one: { readonly record: RecordReference }, other: { readonly record: RecordReference }) =>
    recordKey(one.record) === recordKey(other.record);
  const books = {
    ...planned.books,
    writes: [
      ...writes.filter((write) => !planned.books.writes.some((above) => isAbout(above, write))),
      ...planned.books.writes,
    ],
    checks: planned.books.checks.filter((check) => !writes.some((write) => isAbout(write, check))),
    own: [...own, ...planned.books.own],
  };
  checkCount(author.step, books, 1 + done.effects.length);
  return { books, ...(result === undefined ? {} : { answer: keptResult(author.step, result) }) };
};

/** Undefined: there is nothing to write. */
const undoRecord = async (tools: UndoTools, record: DoneRecord): Promise<RecordWrite | undefined> => {
  const { author, ledger, stepOf } = tools;
  const { undo } = record;
  if (undo.kind === 'keep') return undefined;
  const current = await ledger.record(record);
  const reference = { type: record.type, id: record.id };
  const was = identityOf(current);
  // Gone already, and to be gone: that is what it was undone to.
  if (!current && undo.kind === 'delete') return { record: reference, was, to: undefined };
  if (!current) throw changedSince(record, 'is gone');
  const lineage = isSame(was, record.wrote)
    ? { isOwn: true, later: undefined }
    : await lineageSince({ ledger, saga: author.saga, stepOf }, was, record);
  if (lineage.later !== undefined) {
    throw new TransientError(
      'UndoOutOfOrder',
      `${recordKey(record)} was written by ${lineage.later} since, which is still to be undone: first that`,
    );
  }
  if (undo.kind === 'set') {
    const claim = await claimBefore(tools, record);
    return { record: reference, was, to: rewritten({ ...author, claim }, reference, current, undo.set) };
  }
  if (!lineage.isOwn) {
    throw changedSince(
      record,
      `has version ${was?.version} of ${was?.writtenBy || 'somebody else'}, and this step wrote version ${record.wrote?.version}`,
    );
  }
  return { record: reference, was, to: undo.kind === 'restore' ? undo.before : undefined };
};

/** The claim that stays: of the step of this saga that wrote the record before, as long as it is still to be undone. */
const claimBefore = async (
  { author, ledger, stepOf }: UndoTools,
  { type, id, was }: DoneRecord,
): Promise<Claim | undefined> => {
  const { saga } = author;
  const writer = was && (await writerOf({ ledger, saga, stepOf }, was));
  const done = writer?.item?.records?.find((record) => record.type === type && record.id === id);
  return writer && isToUndo(writer.item, done) ? { saga: sagaKey(saga), step: writer.step } : undefined;
};

const changedSince = (record: DoneRecord, what: string): BusinessError =>
  new BusinessError(
    CHANGED_SINCE,
    `${recordKey(record)} was changed since: it ${what}; put it right by hand and resolve, or redrive`,
  );

/**
 * The records as the inverse leaves them: what a rule sets of one stands on top of it, in one write. One that goes, or
 * goes back as a whole, has no place for more.
 */
const onTop = (
  { step }: Author,
  open: OpenRecords,
  done: LedgerItem,
  writes: readonly RecordWrite[],
): OpenRecords => ({
  ...open,
  look: async (reference) => {
    const inverse = writes.find(({ record }) => recordKey(record) === recordKey(reference));
    if (!inverse) return open.look(reference);
    const kind = done.records?.find((record) => recordKey(record) === recordKey(reference))?.undo.kind;
    if (kind === 'set' && inverse.to && inverse.was) return { ...inverse.to, ...inverse.was };
    throw invalidEffect(
      step,
      `writes ${recordKey(reference)}, which is undone as a whole: give its step the undo { set: … }`,
    );
  },
});
