import { type Effect, MAX_ITEM_BYTES } from '../../lib/saga';
import {
  ACCOUNT,
  ACCOUNT_KEY,
  type BooksBench,
  type DeskHandlers,
  onBothBenches,
  openRow,
  shop,
} from './support/books-bench';

const { action, compensation } = shop;
const slip = { type: 'slip', id: '1' };
const put = (more: object): object => ({ record: ACCOUNT, set: {}, undo: 'restore', ...more });
const journal = (more: object = {}): object => ({
  write: { Put: { TableName: 'journal', Item: { pk: '1', n: 1 } } },
  undo: { Delete: { TableName: 'journal', Key: { pk: '1' } } },
  ...more,
});
const many = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({
    record: { type: 'slip', id: String(index) },
    set: {},
    undo: 'delete',
  }));

/** Effects of `open` → what is said about them. Types refuse most of it; handlers in JavaScript, and casts, do not. */
const bad: readonly (readonly [what: string, effects: readonly unknown[], message: string])[] = [
  ['no effect', [{ set: {} }], 'open has an effect 1 of 1 that is none'],
  ['nothing', [null], 'open has an effect 1 of 1 that is none'],
  [
    'a type that nobody declared',
    [put({ record: { type: 'ledger', id: '1' } })],
    "type 'ledger', which desk does not keep",
  ],
  [
    'a type that every object has',
    [put({ record: { type: 'constructor', id: '1' } })],
    'which desk does not keep',
  ],
  ['an id with a blank', [put({ record: { type: 'account', id: 'a b' } })], 'an id that is none'],
  ['no id', [put({ record: { type: 'account' } })], 'an id that is none'],
  ['an attribute of the protocol', [put({ set: { version: 1 } })], "sets 'version' of account#a-1"],
  ['no attributes', [put({ set: undefined })], 'sets no attributes of account#a-1'],
  [
    'an undo with an attribute of the protocol',
    [put({ undo: { set: { pending: 1 } } })],
    "sets 'pending' of account#a-1",
  ],
  ['no undo', [put({ undo: undefined })], 'writes account#a-1 without an undo'],
  ['an undo that is none', [put({ undo: 'forget' })], "the undo 'forget'"],
  ['a deletion of what is not deletable', [put({ undo: 'delete' })], 'declare account as `deletable`'],
  [
    'restoring nothing of what is not deletable',
    [{ record: { type: 'note', id: '1' }, set: {}, undo: 'restore' }],
    'declare note as `deletable`',
  ],
  [
    'an index that is no text',
    [{ record: { type: 'note', id: '1' }, set: { customer: 5 }, undo: { set: {} } }],
    "sets 'customer' of note#1",
  ],
  [
    'an index that is empty',
    [{ record: { type: 'note', id: '1' }, set: { customer: '' }, undo: { set: {} } }],
    "sets 'customer' of note#1",
  ],
  ['a word for locks that is none', [put({ onLocked: 'steal' })], "with onLocked 'steal'"],
  [
    'an index of another type that is no text',
    [put({ set: { customer: 7 } })],
    "sets 'customer' of account#a-1",
  ],
  ['a number that is none', [put({ set: { deep: [{ n: Number.NaN }] } })], "sets 'deep' of account#a-1"],
  ['a number that was rounded', [put({ set: { n: 2 ** 60 } })], "sets 'n' of account#a-1"],
  ['two effects on one record', [put({}), put({ set: { n: 2 } })], 'writes account#a-1 twice'],
  ['more items than a transaction holds', many(100), 'open reads and writes 101 items'],
  [
    'counters and records above it',
    [...many(99), { counter: 'x', take: 1, capacity: 9 }],
    'reads and writes 101 items',
  ],
  [
    'a number that nobody asked for',
    [{ sequence: 'bill', number: 5 }],
    "takes 5 of sequence 'bill' and asked for no number",
  ],
  [
    'a table that was not given',
    [journal({ write: { Put: { TableName: 'payroll', Item: { pk: '1' } } } })],
    "table 'payroll', which desk was not given",
  ],
  [
    'a write that is none',
    [journal({ write: { ConditionCheck: { TableName: 'journal', Key: { pk: '1' } } } })],
    'has a write 1 of 1 that is none',
  ],
  [
    'a write without an undo',
    [journal({ undo: undefined })],
    'has an undo of write 1 of 1 that is not about its item',
  ],
  [
    'an undo of another item',
    [journal({ undo: { Delete: { TableName: 'journal', Key: { pk: '2' } } } })],
    'not about its item',
  ],
  [
    'an undo in another table',
    [journal({ undo: { Delete: { TableName: 'payroll', Key: { pk: '1' } } } })],
    'not about its item',
  ],
  ['two writes to one item', [journal(), journal()], "writes twice to one item of table 'journal'"],
];

onBothBenches((fresh) => {
  let bench: BooksBench;
  beforeEach(async () => {
    bench = await fresh();
    await bench.meddle(ACCOUNT_KEY, openRow({ n: 1 }));
  });
  const opening = (effects: readonly unknown[]): Partial<DeskHandlers> => ({
    open: () => ({ result: null, effects: effects as never }),
  });
  const expectUntouched = async () => {
    expect(await bench.rows()).toEqual({ [ACCOUNT_KEY]: openRow({ n: 1 }) });
    expect(await bench.ledger.read('shop/s-1/open')).toBeUndefined();
  };

  it.each(
    bad,
  )('%s is refused before anything is written, by the step’s name', async (_what, effects, message) => {
    const handled = bench.handler(opening(effects))(action('open'));
    await expect(handled).rejects.toMatchObject({ name: 'BusinessError', code: 'InvalidEffect' });
    await expect(handled).rejects.toThrow(message);
    await expectUntouched();
  });

  it('as many items as a transaction holds are taken', async () => {
    await bench.handler(opening(many(99)))(action('open'));
    expect(Object.keys(await bench.rows())).toHaveLength(100);
  });

  it('a number that was asked for and is not taken is refused: it would be given twice', async () => {
    const handled = bench.handler({
      open: async (_command, { records }) => ({ result: (await records.next('bill')).number }),
    })(action('open'));
    await expect(handled).rejects.toThrow("takes no number of sequence 'bill' and asked for 1");
    await expectUntouched();
  });

  it.each([
    ['a record', { record: ACCOUNT, set: {}, undo: 'restore' }, 'writes account#a-1 with an undo'],
    ['a write', journal(), 'has an undo of write 1 of 1'],
  ])('an undo of %s of a retriable step is refused', async (_what, effect, message) => {
    const handled = bench.handler({ tell: () => ({ result: null, effects: [effect as never] }) })(
      action('tell', { results: { open: null, change: null } }),
    );
    await expect(handled).rejects.toThrow(message);
    expect((await bench.rows())[ACCOUNT_KEY]).toEqual(openRow({ n: 1 }));
  });

  it.each<[string, Effect]>([
    ['deleted', { record: { ...slip }, set: {}, undo: 'delete' }],
    ['restored', { record: ACCOUNT, set: {}, undo: 'restore' }],
  ])('a rule that writes what is %s as a whole is refused, and the step stays done', async (_what, effect) => {
    const { record } = effect as { record: { type: string; id: string } };
    const handle = bench.handler({
      ...opening([effect]),
      close: () => ({ effects: [{ record, set: { n: 3 } } as never] }),
    });
    await handle(action('open'));
    const found = await bench.rows();
    await expect(handle(compensation('open'))).rejects.toMatchObject({ code: 'InvalidEffect' });
    await expect(handle(compensation('open'))).rejects.toThrow('undone as a whole');
    expect(await bench.rows()).toEqual(found);
    expect(await bench.ledger.read('shop/s-1/open')).toMatchObject({ state: 'DONE' });
  });

  describe('sizes', () => {
    const large = 'x'.repeat(MAX_ITEM_BYTES - 1000);

    it('a record above what an item holds is refused by name', async () => {
      const handled = bench.handler(opening([put({ set: { text: `${large}${large}` } })]))(action('open'));
      await expect(handled).rejects.toMatchObject({ code: 'RecordTooLarge' });
      await expect(handled).rejects.toThrow('open would make account#a-1');
      await expectUntouched();
    });

    it('so is one that is put into a table of its own', async () => {
      const write = { Put: { TableName: 'journal', Item: { pk: '1', text: `${large}${large}` } } };
      const handled = bench.handler(opening([journal({ write })]))(action('open'));
      await expect(handled).rejects.toMatchObject({ code: 'RecordTooLarge' });
      await expect(handled).rejects.toThrow("into table 'journal'");
      await expectUntouched();
    });

    it('so is one whose before-image the ledger could not keep', async () => {
      await bench.meddle(ACCOUNT_KEY, openRow({ text: large }));
      const handled = bench.handler(opening([put({ set: { n: 2 } })]))(action('open'));
      await expect(handled).rejects.toMatchObject({ code: 'RecordTooLarge' });
      await expect(handled).rejects.toThrow('open would keep');
      expect((await bench.rows())[ACCOUNT_KEY]).toEqual(openRow({ text: large }));
    });

    it('the same record may be changed with an undo that needs no image of it', async () => {
      await bench.meddle(ACCOUNT_KEY, openRow({ text: large }));
      await bench.handler(opening([put({ set: { n: 2 }, undo: { set: { n: 1 } } })]))(action('open'));
      expect((await bench.rows())[ACCOUNT_KEY]).toMatchObject({ n: 2 });
    });
  });
});
