import { isOver, ON_LOCKED, type OnLocked, SAGA_STATUSES, type SagaStatus } from '../../lib/saga';
import {
  ACCOUNT,
  ACCOUNT_KEY,
  type BooksBench,
  onBothBenches,
  openRow,
  shop,
  shopSaga,
} from './support/books-bench';
import { sagaOf } from './support/commands';

const { action, compensation } = shop;

onBothBenches((fresh) => {
  let bench: BooksBench;
  beforeEach(async () => {
    bench = await fresh();
  });
  const account = async () => (await bench.rows())[ACCOUNT_KEY];

  /** Another saga claims the account, and stands at a status. */
  const claimed = async (status: SagaStatus | undefined) => {
    const saga = { ...sagaOf(shopSaga, 'other') };
    if (status !== undefined) {
      await bench.log.start({ saga, steps: [], input: {}, due: saga.startTime }, saga.startTime);
      await bench.log.raise(saga, status, saga.startTime);
    }
    const pending = { saga: 'shop/other', step: 'open' };
    await bench.meddle(ACCOUNT_KEY, { ...openRow({ n: 1 }), pending });
    return pending;
  };
  const writing = (onLocked: OnLocked | undefined) =>
    bench.handler({
      open: () => ({
        result: 'ok',
        effects: [{ record: ACCOUNT, set: { n: 2 }, undo: 'restore', ...(onLocked ? { onLocked } : {}) }],
      }),
    });
  const reading = (onLocked: OnLocked | undefined) =>
    bench.handler({
      open: async (_command, { records }) => {
        const row = await records.get('account', 'a-1', onLocked ? { onLocked } : {});
        return { result: row?.n };
      },
    });
  const answerOf = (handled: Promise<unknown>): Promise<unknown> =>
    handled.catch((error: { name: string; code: string }) => `${error.name} ${error.code}`);

  const rising = SAGA_STATUSES.filter((status) => status !== 'PENDING');
  const choices = [undefined, ...ON_LOCKED].flatMap((onLocked) =>
    rising.map((status) => [onLocked, status] as const),
  );
  const expected = (onLocked: OnLocked | undefined, status: SagaStatus, through: unknown): unknown => {
    if (isOver(status) || onLocked === undefined || onLocked === 'pass') return through;
    return onLocked === 'wait' ? 'TransientError Locked' : 'BusinessError Locked';
  };

  it.each(choices)('whoever writes and says %s to a claim of a saga that is %s', async (onLocked, status) => {
    await claimed(status);
    const answer = await answerOf(writing(onLocked)(action('open')));
    expect(answer).toBe(expected(onLocked, status, 'ok'));
    expect(await account()).toMatchObject(
      answer === 'ok' ? { n: 2, pending: { saga: 'shop/s-1' } } : { n: 1, pending: { saga: 'shop/other' } },
    );
  });

  it.each(choices)('whoever looks and says %s to a claim of a saga that is %s', async (onLocked, status) => {
    await claimed(status);
    expect(await answerOf(reading(onLocked)(action('open')))).toBe(expected(onLocked, status, 1));
  });

  it.each(ON_LOCKED)('a claim of a saga that nobody knows means nothing to %s', async (onLocked) => {
    await claimed(undefined);
    expect(await writing(onLocked)(action('open'))).toBe('ok');
  });

  it.each(ON_LOCKED)('a claim of its own saga is in no step’s way: %s', async (onLocked) => {
    const effects = [{ record: ACCOUNT, set: { n: 2 }, undo: { set: {} }, onLocked }] as const;
    const handle = bench.handler({
      open: () => ({ result: null, effects }),
      change: () => ({ result: null, effects }),
    });
    await handle(action('open'));
    await handle(action('open', { attempt: 2 }));
    await handle(action('change', { results: { open: null } }));
    expect(await account()).toMatchObject({ version: 2, pending: { saga: 'shop/s-1', step: 'change' } });
  });

  it('a claim that another saga has passed is met by nobody who was done before', async () => {
    const waiting = bench.handler({
      open: () => ({
        result: 'ok',
        effects: [{ record: ACCOUNT, set: { n: 2 }, undo: { set: {} }, onLocked: 'wait' }],
      }),
    });
    await waiting(action('open'));
    await writing('pass')(action('open', { id: 'other' }));
    // The first one's reply was lost: its next attempt finds the claim of the other, and itself done.
    expect(await waiting(action('open', { attempt: 2 }))).toBe('ok');
  });

  it('what is final leaves the claim of another saga that it passed', async () => {
    const pending = await claimed('RUNNING');
    const handle = bench.handler({
      tell: () => ({ result: null, effects: [{ record: ACCOUNT, set: { n: 3 } }] }),
    });
    await handle(action('tell', { results: { open: null, change: null } }));
    expect(await account()).toMatchObject({ n: 3, pending });
  });

  it('an undo takes away the claim of its own saga and of no other', async () => {
    const handle = bench.handler({
      open: () => ({
        result: null,
        effects: [{ record: ACCOUNT, set: { n: 2 }, undo: { set: { n: 0 } } }],
      }),
    });
    await handle(action('open'));
    await handle(action('open', { id: 'other' }));
    await handle(compensation('open'));
    expect(await account()).toMatchObject({ n: 0, pending: { saga: 'shop/other' } });
    await handle(compensation('open', { id: 'other' }));
    expect(await account()).not.toHaveProperty('pending');
  });
});
