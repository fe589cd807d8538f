import { HEARD_UNDONE, type SagaStatus, statusTopic, WHEN_UNDONE } from '../../lib/saga';
import { type BooksBench, type DeskHandlers, onBothBenches, shop } from './support/books-bench';
import { failureAt } from './support/commands';

const { action, compensation } = shop;

const eventOf = (status: SagaStatus, id = 's-1', saga = 'shop') => ({
  messageId: `m-${id}`,
  receiptHandle: 'r',
  body: JSON.stringify({
    'detail-type': statusTopic(status),
    source: `saga.${saga}`,
    detail: { saga: `${saga}/${id}`, status },
  }),
});
const TAKEN = { batchItemFailures: [] };

onBothBenches((fresh) => {
  let bench: BooksBench;
  let told: unknown[];
  beforeEach(async () => {
    bench = await fresh();
    told = [];
  });
  const telling: Partial<DeskHandlers> = {
    open: () => ({ result: { paid: 5 } }),
    [WHEN_UNDONE]: (undone) => {
      told.push(undone);
      return undone.results.open === undefined
        ? undefined
        : { effects: [{ record: { type: 'note', id: undone.saga.id }, set: { text: 'sorry' } }] };
    },
  };
  const undo = async (handle: (event: unknown) => Promise<unknown>, done: readonly string[]) => {
    if (done.includes('open')) await handle(action('open'));
    else await handle(action('open')).catch(() => undefined);
    await handle(compensation('open', { failure: failureAt('open') }));
  };

  it.each(
    HEARD_UNDONE,
  )('hears of a saga that is %s, however often, and writes what it says once', async (status) => {
    const handle = bench.handler(telling);
    await undo(handle, ['open']);
    for (let time = 0; time < 3; time++) {
      expect(await handle({ Records: [eventOf(status)] })).toEqual(TAKEN);
    }
    expect(told[0]).toEqual({
      saga: { name: 'shop', id: 's-1' },
      status: 'COMPENSATED',
      input: {},
      results: { open: { paid: 5 } },
    });
    const rows = await bench.rows();
    expect(rows).toEqual({
      'note#s-1': {
        type: 'note',
        id: 's-1',
        version: 1,
        writtenBy: `shop/s-1/${WHEN_UNDONE}`,
        text: 'sorry',
      },
    });
  });

  it('an event that comes again is no failure, though its rule would not write a second time', async () => {
    const handle = bench.handler({
      ...telling,
      [WHEN_UNDONE]: ({ saga }) => ({
        effects: [{ record: { type: 'note', id: saga.id }, set: {}, expect: { version: 0 } }],
      }),
    });
    await undo(handle, ['open']);
    for (let time = 0; time < 2; time++) {
      expect(await handle({ Records: [eventOf('COMPENSATED')] })).toEqual(TAKEN);
    }
    expect((await bench.rows())['note#s-1']).toMatchObject({ version: 1 });
  });

  it('says nothing where there is nothing to say', async () => {
    const handle = bench.handler({
      ...telling,
      open: () => {
        throw Object.assign(new Error('away'), {});
      },
    });
    await undo(handle, []);
    expect(await handle({ Records: [eventOf('COMPENSATED')] })).toEqual(TAKEN);
    expect(told).toHaveLength(1);
    expect(await bench.rows()).toEqual({});
  });

  it('is not asked about a saga that is not undone, or that nobody knows', async () => {
    const handle = bench.handler(telling);
    await handle(action('open'));
    expect(await handle({ Records: [eventOf('COMPENSATED'), eventOf('COMPENSATED', 'nobody')] })).toEqual(
      TAKEN,
    );
    expect(told).toEqual([]);
  });

  it('an event of another saga, and one that cannot be taken now, comes again and then to the dead letters', async () => {
    const handle = bench.handler({
      ...telling,
      [WHEN_UNDONE]: () => {
        throw new Error('away');
      },
    });
    await undo(handle, ['open']);
    expect(
      await handle({ Records: [eventOf('COMPENSATED'), eventOf('COMPENSATED', 's-2', 'other')] }),
    ).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-s-1' }, { itemIdentifier: 'm-s-2' }] });
  });
});

it('who is to hear and does not, and who hears unasked, does not load', async () => {
  const { participant, undoFromLedger } = await import('../../lib/runtime');
  const { tripSaga } = await import('./support/sagas');
  const { shopSaga } = await import('./support/books-bench');
  const nothing = () => ({ result: null });
  expect(() =>
    participant(shopSaga, 'desk', {
      open: nothing,
      close: undoFromLedger,
      change: nothing,
      unchange: undoFromLedger,
      tell: nothing,
    }),
  ).toThrow("participant 'desk' hears of sagas 'shop' that were undone, and has no 'when-undone': add it");
  expect(() =>
    participant(tripSaga, 'desk', {
      book: nothing,
      unbook: undoFromLedger,
      pay: nothing,
      refund: undoFromLedger,
      tell: nothing,
      'when-undone': () => undefined,
    }),
  ).toThrow("has a 'when-undone' that is never called");
});
