import {
  ACCOUNT,
  ACCOUNT_KEY,
  type BooksBench,
  byHand,
  type DeskHandlers,
  onBothBenches,
  openRow,
  shop,
} from './support/books-bench';

const { action, compensation } = shop;

/** What somebody else does from inside a rule, the first `times` it is asked. */
const meddling = (times: number, meddle: () => Promise<void>): (() => Promise<void>) => {
  let asked = 0;
  return async () => {
    if (asked++ < times) await meddle();
  };
};

onBothBenches((fresh) => {
  let bench: BooksBench;
  beforeEach(async () => {
    bench = await fresh();
    await bench.meddle(ACCOUNT_KEY, openRow({ balance: 0 }));
  });
  const account = async () => (await bench.rows())[ACCOUNT_KEY];
  const deposit = async () => {
    const row = await account();
    await bench.meddle(ACCOUNT_KEY, byHand(row, { balance: Number(row?.balance) + 1 }));
  };

  it.each([
    1, 3,
  ])('a record that is written %i times between look and commit is decided on again', async (times) => {
    const meddle = meddling(times, deposit);
    const handle = bench.handler({
      open: async (_command, { records }) => {
        const row = await records.get('account', 'a-1');
        await meddle();
        const balance = Number(row?.balance) + 100;
        return { result: balance, effects: [{ record: ACCOUNT, set: { balance }, undo: 'restore' }] };
      },
    });
    expect(await handle(action('open'))).toBe(100 + times);
    expect(await account()).toMatchObject({ balance: 100 + times });
    await handle(compensation('open'));
    expect(await account()).toMatchObject({ balance: times });
  });

  it('a record that was only looked at must still be so: what was decided on it does not stand else', async () => {
    const meddle = meddling(1, async () =>
      bench.meddle(ACCOUNT_KEY, byHand(await account(), { closed: true })),
    );
    const handle = bench.handler({
      open: async (_command, { records }) => {
        const row = await records.get('account', 'a-1');
        await meddle();
        return {
          result: row?.closed ? 'refused' : 'granted',
          effects: [
            { record: { type: 'note', id: '1' }, set: { seen: row?.version ?? 0 }, undo: { set: {} } },
          ],
        };
      },
    });
    expect(await handle(action('open'))).toBe('refused');
    expect((await bench.rows())['note#1']).toMatchObject({ seen: 8 });
  });

  it('a record that comes into being meanwhile is seen the second time', async () => {
    const meddle = meddling(1, () =>
      bench.meddle('note#1', openRow({ text: 'theirs' }, { type: 'note', id: '1' })),
    );
    const handle = bench.handler({
      open: async (_command, { records }) => {
        const row = await records.get('note', '1');
        await meddle();
        return {
          result: row === undefined ? 'new' : 'found',
          effects: [{ record: { type: 'note', id: '1' }, set: { mine: true }, undo: 'restore' }],
        };
      },
    }) as (event: unknown) => Promise<unknown>;
    // A note is not deletable: restoring one that is new would have to delete it, and is refused before it is written.
    expect(await handle(action('open')).catch((error: { code: string }) => error.code)).toBe('InvalidEffect');
    expect(await handle(action('open', { attempt: 2 }))).toBe('found');
    expect((await bench.rows())['note#1']).toMatchObject({ text: 'theirs', mine: true });
  });

  it('one that never stops changing is left for the next attempt', async () => {
    bench.remaining = 1;
    const handle = bench.handler({
      open: async (_command, { records }) => {
        await records.get('account', 'a-1');
        await deposit();
        return { result: null, effects: [{ record: ACCOUNT, set: { n: 1 }, undo: 'restore' }] };
      },
    });
    await expect(handle(action('open'))).rejects.toMatchObject({
      name: 'TransientError',
      code: 'Contention',
    });
    expect(await bench.ledger.read('shop/s-1/open')).toBeUndefined();
  });

  it('a compensation that loses a race is planned again on what is there now', async () => {
    const meddle = meddling(2, deposit);
    const handle = bench.handler({
      open: () => ({
        result: 1,
        effects: [{ record: ACCOUNT, set: { open: true }, undo: { set: { open: false } } }],
      }),
      close: async () => {
        await meddle();
        return { result: 'closed' };
      },
    });
    await handle(action('open'));
    expect(await handle(compensation('open'))).toEqual({ state: 'UNDONE', result: 'closed' });
    expect(await account()).toMatchObject({ open: false, balance: 2 });
  });

  describe('a sequence', () => {
    const numbering: Partial<DeskHandlers> = {
      open: async ({ saga }, { records }) => {
        const next = await records.next('bill');
        return {
          result: next.number,
          effects: [
            next,
            {
              record: { type: 'note', id: String(next.number) },
              set: { of: saga.id },
              undo: { set: { void: true } },
            },
          ],
        };
      },
    };

    it('gives every saga a number of its own, without gap, however many come at once', async () => {
      const handle = bench.handler(numbering);
      const ids = Array.from({ length: 12 }, (_, index) => `s-${index}`);
      const numbers = await Promise.all(ids.map((id) => handle(action('open', { id }))));
      expect([...(numbers as number[])].sort((a, b) => a - b)).toEqual(ids.map((_, index) => index + 1));
      const rows = await bench.rows();
      for (const [index, id] of ids.entries()) {
        expect(rows[`note#${String(numbers[index])}`]).toMatchObject({ of: id });
      }
    });

    it('takes no number for what was refused, was done before, or came too late', async () => {
      const handle = bench.handler(numbering);
      await handle(action('open'));
      await handle(action('open', { attempt: 2 }));
      await handle(compensation('open', { id: 'late' }));
      await expect(handle(action('open', { id: 'late' }))).rejects.toMatchObject({
        code: 'AlreadyCompensated',
      });
      expect(await bench.ledger.last('bill')).toBe(1);
      expect(await handle(action('open', { id: 'next' }))).toBe(2);
    });

    it('keeps the number of what was undone', async () => {
      const handle = bench.handler(numbering);
      await handle(action('open'));
      await handle(compensation('open'));
      expect(await handle(action('open', { id: 'next' }))).toBe(2);
      expect((await bench.rows())['note#1']).toMatchObject({ void: true });
    });

    it('gives several at once, one behind the other', async () => {
      const handle = bench.handler({
        open: async (_command, { records }) => {
          const pair = await Promise.all([records.next('bill'), records.next('bill')]);
          return { result: pair.map(({ number }) => number), effects: pair };
        },
      });
      expect(await handle(action('open'))).toEqual([1, 2]);
      expect(await handle(action('open', { id: 'next' }))).toEqual([3, 4]);
    });
  });

  describe('a compensation with a rule', () => {
    const billing: Partial<DeskHandlers> = {
      open: async (_command, { records }) => {
        const next = await records.next('bill');
        return {
          result: { bill: next.number },
          effects: [
            next,
            {
              record: { type: 'note', id: `B${next.number}` },
              set: { status: 'ISSUED' },
              undo: { set: { status: 'CREDITED' } },
            },
            { counter: 'paper', take: 1, capacity: 10 },
          ],
        };
      },
      close: async ({ saga, step, result, effects, at }, { records }) => {
        const next = await records.next('credit');
        const { bill } = result as { bill: number };
        return {
          result: { credit: next.number },
          effects: [
            next,
            {
              record: { type: 'note', id: `C${next.number}` },
              set: { of: `B${bill}`, saga: saga.id, step, at },
            },
            {
              record: { type: 'note', id: `B${bill}` },
              set: { credit: next.number, wrote: effects.records.length },
            },
          ],
        };
      },
    };

    it('writes its records with the undo, once, and answers the same from then on', async () => {
      const handle = bench.handler(billing);
      await handle(action('open'));
      for (const runner of ['main', 'u1', 'redrive']) {
        expect(await handle(compensation('open', { runner }))).toEqual({
          state: 'UNDONE',
          result: { credit: 1 },
        });
      }
      const rows = await bench.rows();
      expect(rows['note#B1']).toMatchObject({ status: 'CREDITED', credit: 1, wrote: 1, version: 2 });
      expect(rows['note#B1']).not.toHaveProperty('pending');
      expect(rows['note#C1']).toMatchObject({ of: 'B1', saga: 's-1', step: 'open', version: 1 });
      expect(rows['note#C1']).not.toHaveProperty('pending');
      expect(await bench.ledger.available('paper')).toBe(10);
      expect(await bench.ledger.last('credit')).toBe(1);
      const logged = await bench.log.read({ name: 'shop', id: 's-1' });
      expect(
        logged?.events.filter(({ type }) => type === 'CompensationSucceeded').map(({ data }) => data),
      ).toEqual([{ credit: 1 }, { credit: 1 }, { credit: 1 }]);
    });

    it('is not asked about a step that was never done', async () => {
      const handle = bench.handler(billing);
      expect(await handle(compensation('open'))).toEqual({ state: 'UNDONE' });
      expect(await bench.rows()).toEqual({ [ACCOUNT_KEY]: openRow({ balance: 0 }) });
      expect(await bench.ledger.last('credit')).toBe(0);
    });

    it('is not asked about a step that somebody has undone by hand', async () => {
      const handle = bench.handler(billing);
      await handle(action('open'));
      await bench.ledger.undo('shop/s-1/open', { reverse: false });
      expect(await handle(compensation('open'))).toEqual({ state: 'UNDONE' });
      expect(await bench.ledger.last('credit')).toBe(0);
    });

    it('that says no leaves everything as it is', async () => {
      const handle = bench.handler({
        ...billing,
        close: () => {
          throw Object.assign(new Error('the till is closed'));
        },
      });
      await handle(action('open'));
      const found = await bench.rows();
      await expect(handle(compensation('open'))).rejects.toMatchObject({ name: 'TransientError' });
      expect(await bench.rows()).toEqual(found);
      expect(await bench.ledger.read('shop/s-1/open')).toMatchObject({ state: 'DONE' });
    });

    it('many at once take numbers without gap', async () => {
      const handle = bench.handler(billing);
      const ids = Array.from({ length: 8 }, (_, index) => `s-${index}`);
      for (const id of ids) await handle(action('open', { id }));
      const answers = await Promise.all(ids.map((id) => handle(compensation('open', { id }))));
      const credits = answers.map((answer) => (answer as { result: { credit: number } }).result.credit);
      expect(credits.sort((a, b) => a - b)).toEqual(ids.map((_, index) => index + 1));
    });
  });
});
