import { listRecords, type RecordsRequest, sagaRecords } from '../../lib/operations';
import { readLedgers, reportLedgers } from '../../lib/operations/report-ledgers';
import { type LedgerItem, ledgerKey, WHEN_UNDONE } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { MemoryOperations } from './support/memory-operations';
import { openShop, orderRecord, shopSaga } from './support/record-keepers';

const ask = (request: Partial<RecordsRequest> = {}): RecordsRequest => ({
  participant: 'orders',
  limit: 10,
  ...request,
});
const note = (id: string) => ({ ...orderRecord(id), type: 'note' });
const claim = (saga: string) => ({ pending: { saga, step: 'place-order' } });

describe('records of a participant', () => {
  it('are listed with what they hold, those of one type or of all', async () => {
    const { ports } = openShop({ orders: [orderRecord('1'), note('2')] });
    expect(await listRecords(ports, ask({ type: 'order' }))).toEqual({
      records: [
        {
          type: 'order',
          id: '1',
          version: 2,
          writtenBy: 'shop/1/place-order',
          pending: null,
          status: 'PLACED',
          customer: 'ada',
        },
      ],
      next: null,
    });
    const all = await listRecords(ports, ask());
    expect(all.records.map(({ type, id }) => [type, id])).toEqual([
      ['note', '2'],
      ['order', '1'],
    ]);
  });

  it('are found by id, in each type or in one', async () => {
    const { ports } = openShop({ orders: [orderRecord('1'), note('1'), orderRecord('2')] });
    const found = async (request: Partial<RecordsRequest>) =>
      (await listRecords(ports, ask(request))).records.map(({ type, id }) => [type, id]);
    expect(await found({ id: '1' })).toEqual([
      ['order', '1'],
      ['note', '1'],
    ]);
    expect(await found({ id: '1', type: 'note' })).toEqual([['note', '1']]);
    expect(await found({ id: '3' })).toEqual([]);
  });

  it('are found by an attribute that the definition declares as an index', async () => {
    const { ports } = openShop({
      orders: [orderRecord('1'), orderRecord('2', { customer: 'bob' }), note('3')],
    });
    const by = { attribute: 'customer', value: 'ada' };
    expect((await listRecords(ports, ask({ by }))).records.map(({ id }) => id)).toEqual(['1']);
  });

  it('go on where the page before ended', async () => {
    const { ports } = openShop({ orders: ['1', '2', '3'].map((id) => orderRecord(id)) });
    const first = await listRecords(ports, ask({ limit: 2 }));
    expect(first.records.map(({ id }) => id)).toEqual(['1', '2']);
    const second = await listRecords(ports, ask({ limit: 2, next: first.next ?? '' }));
    expect([second.records.map(({ id }) => id), second.next]).toEqual([['3'], null]);
  });

  it.each([
    [
      'of nobody',
      { participant: 'nobody' },
      'UnknownParticipant',
      /no participant 'nobody': use one of orders, /,
    ],
    [
      'of a property of every object',
      { participant: 'constructor' },
      'UnknownParticipant',
      /no participant 'constructor'/,
    ],
    [
      'of one who keeps none',
      { participant: 'stock' },
      'UnknownRecordType',
      /^stock of saga 'shop' keeps no records: those who do are orders, payments, post$/,
    ],
    [
      'of a type that is not kept',
      { type: 'charge' },
      'UnknownRecordType',
      /^orders keeps no records of type 'charge': use one of order, note$/,
    ],
    [
      'of a type of every object',
      { type: 'constructor' },
      'UnknownRecordType',
      /no records of type 'constructor'/,
    ],
    [
      'by what is no index',
      { by: { attribute: 'status', value: 'x' } },
      'UnknownIndex',
      /there is no index by 'status', use one of customer$/,
    ],
    [
      'by an index of another type',
      { type: 'note', by: { attribute: 'customer', value: 'x' } },
      'UnknownIndex',
      /^note of orders: there is no index by 'customer', they are listed by type and id alone$/,
    ],
    ['by a wild id', { id: 'a b' }, 'InvalidRecordId', /'a b' is no id of a record/],
    ['from no place', { next: '?' }, 'InvalidNext', /'\?' is no place to go on from/],
    ['from nowhere', { next: '' }, 'InvalidNext', /'' is no place to go on from/],
  ] as const)('are refused %s', async (_what, request, code, message) => {
    const refusal = await listRecords(openShop().ports, ask(request)).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'SagaError', code, message: expect.stringMatching(message) });
  });

  it('are refused where no participant keeps any', async () => {
    const definition = { ...shopSaga, records: {} };
    await expect(listRecords(new MemoryOperations(definition).ports, ask())).rejects.toMatchObject({
      code: 'UnknownRecordType',
      message: "orders of saga 'shop' keeps no records: none of its participants does",
    });
  });
});

describe('a claim', () => {
  const claimed = ['open', 'over', 'undone', 'unknown'].map((id) => orderRecord(id, claim(`shop/${id}`)));
  const openClaims = async () => {
    const shop = openShop({ orders: [...claimed, orderRecord('again', claim('shop/open'))] });
    await shop.logged('open', [{ step: 'place-order' }]);
    await shop.logged('over', []);
    await shop.logged('undone', []);
    await shop.ports.log.raise(shop.reference('over'), 'COMPLETED', shop.ports.now());
    await shop.ports.log.raise(shop.reference('undone'), 'COMPENSATED', shop.ports.now());
    return shop;
  };

  it('is told while its saga is open, and means nothing once that is over, or unknown', async () => {
    const { ports } = await openClaims();
    const { records } = await listRecords(ports, ask());
    expect(records.map(({ id, pending }) => [id, pending])).toEqual([
      ['again', { saga: 'shop/open', step: 'place-order' }],
      ['open', { saga: 'shop/open', step: 'place-order' }],
      ['over', null],
      ['undone', null],
      ['unknown', null],
    ]);
  });

  it('is asked about once for each saga', async () => {
    const { ports } = await openClaims();
    const asked: string[] = [];
    const log = {
      ...ports.log,
      status: async (saga: { readonly name: string; readonly id: string }) => {
        asked.push(saga.id);
        return ports.log.status(saga);
      },
    };
    await listRecords({ ...ports, log }, ask());
    expect(asked.sort()).toEqual(['open', 'over', 'undone', 'unknown']);
  });
});

describe('records of a saga', () => {
  const move = (type: string, id: string) => ({ type, id, wrote: { version: 1, writtenBy: 'x' } });
  const done = (type: string, id: string) => ({ ...move(type, id), undo: { kind: 'delete' } as const });
  const item = (step: string, more: Partial<LedgerItem>): LedgerItem => ({
    key: ledgerKey({ name: 'shop', id: '1' }, step),
    state: 'DONE',
    effects: [],
    ...more,
  });
  const report = async (shop: MemoryOperations, ...items: readonly (readonly [string, LedgerItem])[]) => {
    for (const [participant, one] of items) shop.table(participant).items.set(one.key, one);
    await shop.logged('1', []);
    const { steps } = (await shop.read('1')).header;
    const ledgers = await readLedgers(shop.ports, '1', steps);
    return {
      records: await sagaRecords(shop.ports, ledgers),
      ledgers: reportLedgers({ name: 'shop', id: '1' }, steps, ledgers),
    };
  };

  it('are those that its ledger items name, each once, as they stand now', async () => {
    const shop = openShop({ orders: [orderRecord('1', { status: 'CANCELLED', version: 7 }), note('1')] });
    const { records } = await report(
      shop,
      [
        'orders',
        item('place-order', {
          state: 'UNDONE',
          records: [done('order', '1')],
          undid: [move('order', '1'), move('note', '1')],
        }),
      ],
      ['payments', item('charge-card', { records: [done('charge', '1')] })],
      ['stock', item('hold-stock', {})],
    );
    expect(records).toEqual({
      orders: [
        { ...orderRecord('1', { status: 'CANCELLED', version: 7 }), pending: null },
        { ...note('1'), pending: null },
      ],
      payments: [{ type: 'charge', id: '1', gone: true }],
    });
  });

  it('are asked about their claims once, whoever keeps them', async () => {
    const charge = { ...orderRecord('1', claim('shop/other')), type: 'charge' };
    const shop = openShop({ orders: [orderRecord('1', claim('shop/other'))], payments: [charge] });
    await shop.logged('other', [{ step: 'place-order' }]);
    const status = jest.spyOn(shop.ports.log, 'status');
    const { records } = await report(
      shop,
      ['orders', item('place-order', { records: [done('order', '1')] })],
      ['payments', item('charge-card', { records: [done('charge', '1')] })],
    );
    const told = { pending: { saga: 'shop/other', step: 'place-order' } };
    expect(records).toMatchObject({ orders: [told], payments: [told] });
    expect(status).toHaveBeenCalledTimes(1);
  });

  it('are those too that were written when it was undone; the ledgers of its steps are told as ever', async () => {
    const letter = { ...orderRecord('1'), type: 'letter' };
    const { records, ledgers } = await report(openShop({ post: [letter] }), [
      'post',
      item(WHEN_UNDONE, { records: [{ ...done('letter', '1'), undo: { kind: 'keep' } }] }),
    ]);
    expect(records).toEqual({ post: [{ ...letter, pending: null }] });
    expect(ledgers).toEqual({ orders: [], payments: [], stock: [], post: [] });
  });

  it.each(
    Object.values(sagas).map((saga) => [saga.name, saga] as const),
  )('of %s are none where its ledgers name none', async (name, saga) => {
    const world = new MemoryOperations(saga);
    await world.logged('1', []);
    const ledgers = await readLedgers(world.ports, '1', (await world.read('1')).header.steps);
    expect([name, await sagaRecords(world.ports, ledgers)]).toEqual([name, {}]);
  });
});
