import { type Handlers, undoFromLedger } from '../../lib/runtime';
import type { shopSaga } from './support/books-bench';

/**
 * These are checked by `tsc`: each `@ts-expect-error` fails the type check when the line under it compiles. What types
 * cannot see is refused when it is decided (bad-effects.test.ts).
 */
type Desk = Handlers<typeof shopSaga, 'desk'>;
type Opening = ReturnType<Extract<Desk['open'], (...args: never) => unknown>>;
type Telling = ReturnType<Extract<Desk['tell'], (...args: never) => unknown>>;

test('the effects of a step are on records that its participant keeps, with an undo that it can have', () => {
  const account = { type: 'account', id: '1' } as const;
  const openings: Opening[] = [
    { result: 1, effects: [{ record: account, set: { n: 1 }, undo: 'restore' }] },
    { result: 1, effects: [{ record: { type: 'slip', id: '1' }, set: {}, undo: 'delete' }] },
    { result: 1, effects: [{ record: account, set: {}, undo: { set: { n: 0 } }, onLocked: 'wait' }] },
    {
      result: 1,
      effects: [
        { counter: 'x', take: 1, capacity: 1 },
        { sequence: 'bill', number: 1 },
      ],
    },
    // @ts-expect-error desk keeps no records of that type
    { result: 1, effects: [{ record: { type: 'order', id: '1' }, set: {}, undo: 'restore' }] },
    // @ts-expect-error accounts are not deletable
    { result: 1, effects: [{ record: account, set: {}, undo: 'delete' }] },
    // @ts-expect-error a step with a compensation says how it is undone
    { result: 1, effects: [{ record: account, set: {} }] },
    // @ts-expect-error nobody waits like that
    { result: 1, effects: [{ record: account, set: {}, undo: 'restore', onLocked: 'sleep' }] },
    // @ts-expect-error a write to a table of its own needs an undo too
    { result: 1, effects: [{ write: { Delete: { TableName: 'journal', Key: {} } } }] },
  ];
  const tellings: Telling[] = [
    { result: 1, effects: [{ record: account, set: { n: 1 } }] },
    // @ts-expect-error a retriable step is never undone
    { result: 1, effects: [{ record: account, set: { n: 1 }, undo: 'restore' }] },
  ];
  expect([openings.length, tellings.length]).toEqual([9, 2]);
});

test('a compensation has a rule over what its step answered, or none', () => {
  const none: Desk['close'] = undoFromLedger;
  const rule: Desk['close'] = ({ saga, result }) => ({
    effects: [{ record: { type: 'note', id: saga.id }, set: { undone: JSON.stringify(result) } }],
  });
  // @ts-expect-error what a compensation writes is not undone
  const undone: Desk['close'] = ({ saga }) => ({
    effects: [{ record: { type: 'note', id: saga.id }, set: {}, undo: 'restore' }],
  });
  expect([none, rule, undone].map((handler) => typeof handler)).toEqual(['object', 'function', 'function']);
});
