import type { DecisionContext, DoneStep, UndoDecision } from '../../lib/runtime';
import type { RecordEffect, SagaReference, SequenceEffect } from '../../lib/saga';

type Records = DecisionContext['records'];
type Written = RecordEffect<string, undefined> | SequenceEffect;

/** One way to keep books: what a step writes, and what a rule adds when it is undone. */
interface BooksKind {
  readonly written: (step: string, saga: SagaReference, records: Records) => Promise<readonly Written[]>;
  readonly undone?: (done: DoneStep, context: { readonly records: Records }) => Promise<UndoDecision>;
}

/** Steps of a group run at once: each has records and sequences of its own, so that their order shows nowhere. */
const entry = (step: string, id: string) => ({
  record: { type: 'entry', id: `${id}/${step}` },
  set: { step, status: 'done' },
});

export const plainBooks: BooksKind = { written: async (step, { id }) => [entry(step, id)] };

/** A number is taken; an undo does not give it back. */
const numberedBooks: BooksKind = {
  written: async (step, { id }, records) => {
    const next = await records.next(step);
    const { record, set } = entry(step, id);
    return [next, { record, set: { ...set, number: next.number } }];
  },
};

/** What is undone is noted, under a number of its own, and the entry names the note. */
const notedBooks: BooksKind = {
  ...plainBooks,
  undone: async ({ saga, step }, { records }) => {
    const next = await records.next(`${step}-undone`);
    const { record } = entry(step, saga.id);
    return {
      result: { note: next.number },
      effects: [
        next,
        { record: { type: 'note', id: record.id }, set: { of: step, number: next.number } },
        { record, set: { note: next.number } },
      ],
    };
  },
};

/** In turn, step by step of a definition. */
export const BOOKS: readonly BooksKind[] = [plainBooks, numberedBooks, notedBooks];
