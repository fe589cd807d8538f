import * as z from 'zod/mini';
import { undoFromLedger, undoOutside } from '../../lib/runtime';
import { defineSaga, step } from '../../lib/saga';
import { anyInput } from '../saga/definitions';
import { commandsOf } from './support/commands';
import { MemoryDesk } from './support/memory-desk';

const saga = defineSaga({
  name: 'ride',
  version: 1,
  deadline: { hours: 1 },
  input: anyInput,
  steps: [
    step('book', { by: 'desk', compensation: 'unbook', result: z.object({ seat: z.int() }) }),
    step('pay', { by: 'desk', compensation: 'refund', result: z.object({ amount: z.int() }) }),
    step('tell', { by: 'desk' }),
  ],
});
const { action, compensation } = commandsOf(saga, {});

const setUp = (seat: unknown, amount: unknown) => {
  const desk = new MemoryDesk();
  const outside = new Set<string>();
  const effect = {
    kind: 'outside' as const,
    perform: async (_command: unknown, { idempotencyKey }: { readonly idempotencyKey: string }) => {
      outside.add(idempotencyKey);
      return { amount } as { amount: number };
    },
    reverse: async (key: string) => void outside.delete(key),
  };
  const handle = desk.handler(saga, 'desk', {
    book: () => ({
      result: { seat, extra: 'dropped by the schema' } as { seat: number; extra: string },
      effects: [{ counter: 'seats', take: 1, capacity: 5 }],
    }),
    unbook: undoFromLedger,
    pay: effect,
    refund: undoOutside(effect),
    tell: () => ({ result: 'any' }),
  });
  return { desk, handle, outside };
};

describe('a step that declares what its result looks like', () => {
  it('answers with what the schema keeps of it', async () => {
    const { handle } = setUp(12, 5);
    expect(await handle(action('book'))).toEqual({ seat: 12 });
    expect(await handle(action('pay'))).toEqual({ amount: 5 });
  });

  it('is refused for good before anything is taken when the result is something else', async () => {
    const { desk, handle } = setUp('twelve', 5);
    await expect(handle(action('book'))).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringMatching(
        /^InvalidResult: the result of book is not as its schema has it; seat: /,
      ),
    });
    expect([desk.table.items.size, desk.table.counters.size]).toEqual([0, 0]);
  });

  it('whose effect lies outside is undone there', async () => {
    const { desk, handle, outside } = setUp(12, 'five');
    await expect(handle(action('pay'))).rejects.toThrow(/^InvalidResult: the result of pay/);
    expect(outside.size).toBe(1);
    desk.clock.advance(60_000);
    await handle(compensation('pay'));
    expect(outside.size).toBe(0);
  });
});
