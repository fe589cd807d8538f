import { participant, undoFromLedger, undoOutside } from '../../lib/runtime';
import { MemoryDesk } from '../runtime/support/memory-desk';
import { tripSaga } from '../runtime/support/sagas';

const outside = { kind: 'outside' as const, perform: async () => ({}), reverse: async () => undefined };
const done = () => ({ result: {} });
const rest = { book: done, unbook: undoFromLedger, tell: done };

describe('an effect and its undoing that do not go together are no participant: nothing would be undone', () => {
  const make = (
    pay: typeof outside | typeof done,
    refund: typeof undoFromLedger | ReturnType<typeof undoOutside>,
  ) => {
    const desk = new MemoryDesk();
    return () => participant(tripSaga, 'desk', { ...rest, pay, refund }, () => desk.ports);
  };

  it.each([
    ['an effect outside that only the ledger would forget', outside, undoFromLedger],
    ['an undoing outside of what the ledger alone has done', done, undoOutside(outside)],
  ] as const)('%s', (_what, pay, refund) => {
    expect(make(pay, refund)).toThrow(/'pay'.*'refund'/);
  });

  it.each([
    ['both outside', outside, undoOutside(outside)],
    ['both in the ledger', done, undoFromLedger],
  ] as const)('but %s are', (_what, pay, refund) => {
    expect(make(pay, refund)).not.toThrow();
  });
});

it('a command without a handler makes no participant, whatever its types were told', () => {
  const desk = new MemoryDesk();
  const { book, tell } = rest;
  const handlers = { book, tell, pay: done } as never;
  expect(() => participant(tripSaga, 'desk', handlers, () => desk.ports)).toThrow(
    /^participant 'desk' of saga 'trip' has no handler for 'unbook', 'refund': add it$/,
  );
});
