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
const results = { open: null, change: null };

onBothBenches((fresh) => {
  let bench: BooksBench;
  beforeEach(async () => {
    bench = await fresh();
  });
  const account = async () => (await bench.rows())[ACCOUNT_KEY];
  const state = async (step: string) => (await bench.ledger.read(`shop/s-1/${step}`))?.state;

  it('a record comes into being with the ledger item, claimed for its saga', async () => {
    const handle = bench.handler({
      open: () => ({
        result: 'ok',
        effects: [{ record: ACCOUNT, set: { balance: 5, gone: undefined }, undo: { set: { balance: 0 } } }],
      }),
    });
    expect(await handle(action('open'))).toBe('ok');
    expect(await account()).toEqual({
      ...ACCOUNT,
      version: 1,
      writtenBy: 'shop/s-1/open',
      pending: { saga: 'shop/s-1', step: 'open' },
      balance: 5,
    });
    expect(await state('open')).toBe('DONE');
  });

  it('a change leaves the attributes that it does not name, and takes away those it sets to undefined', async () => {
    await bench.meddle(ACCOUNT_KEY, openRow({ balance: 1, owner: 'Ada', stale: true }));
    const handle = bench.handler({
      open: () => ({
        result: null,
        effects: [{ record: ACCOUNT, set: { balance: 2, stale: undefined }, undo: 'restore' }],
      }),
    });
    await handle(action('open'));
    expect(await account()).toMatchObject({ balance: 2, owner: 'Ada', version: 8 });
    expect(await account()).not.toHaveProperty('stale');
  });

  it('what a retriable step writes is final: it claims nothing, and gives up the claim of its saga', async () => {
    const handle = bench.handler({
      open: () => ({ result: null, effects: [{ record: ACCOUNT, set: { at: 1 }, undo: { set: {} } }] }),
      tell: () => ({ result: null, effects: [{ record: ACCOUNT, set: { at: 2 } }] }),
    });
    await handle(action('open'));
    await handle(action('tell', { results }));
    expect(await account()).toMatchObject({ at: 2, version: 2 });
    expect(await account()).not.toHaveProperty('pending');
  });

  it.each([1, 2, 3])('%i more attempts of a step that is DONE change nothing', async (more) => {
    const handle = bench.handler({
      open: async (_command, { records }) => {
        const before = await records.get('account', 'a-1');
        const balance = Number(before?.balance ?? 0) + 10;
        return {
          result: balance,
          effects: [{ record: ACCOUNT, set: { balance }, undo: { set: {} } }],
        };
      },
    });
    for (let attempt = 1; attempt <= 1 + more; attempt++) {
      expect(await handle(action('open', { attempt }))).toBe(10);
    }
    expect(await account()).toMatchObject({ balance: 10, version: 1 });
  });

  describe('two records and a counter are written together or not at all', () => {
    const handlers: Partial<DeskHandlers> = {
      open: () => ({
        result: null,
        effects: [
          { record: ACCOUNT, set: { n: 1 }, undo: { set: {} } },
          { record: { type: 'slip', id: '1' }, set: {}, undo: 'delete' },
          { counter: 'chair', take: 2, capacity: 3 },
        ],
        exhausted: 'NoChair',
      }),
    };

    it('all of it, and back', async () => {
      const handle = bench.handler(handlers);
      await handle(action('open'));
      expect([...Object.keys(await bench.rows())].sort()).toEqual([ACCOUNT_KEY, 'slip#1']);
      expect(await bench.ledger.available('chair')).toBe(1);
      await handle(compensation('open'));
      expect(Object.keys(await bench.rows())).toEqual([ACCOUNT_KEY]);
      expect(await bench.ledger.available('chair')).toBe(3);
    });

    it('none of it when there is too little', async () => {
      const handle = bench.handler(handlers);
      await handle(action('open', { id: 'other' }));
      const before = await bench.rows();
      await bench.meddle('slip#1', undefined);
      await expect(handle(action('open'))).rejects.toMatchObject({ code: 'NoChair' });
      expect(await account()).toEqual(before[ACCOUNT_KEY]);
      expect(await bench.rows()).not.toHaveProperty('slip#1');
    });
  });

  describe('undoing a record', () => {
    /** Undo × what has become of the record → error, and what stands there then. */
    const writes = {
      delete: { before: undefined, record: { type: 'slip', id: '1' }, undo: 'delete' },
      'restore, of a new one': { before: undefined, record: { type: 'slip', id: '1' }, undo: 'restore' },
      restore: { before: openRow({ n: 1 }), record: ACCOUNT, undo: 'restore' },
      set: { before: openRow({ n: 1 }), record: ACCOUNT, undo: { set: { n: 99 } } },
      'set, of a new one': { before: undefined, record: ACCOUNT, undo: { set: { n: 99 } } },
    } as const;
    const fates = ['untouched', 'changed', 'gone'] as const;
    const goesThrough: Record<keyof typeof writes, Record<(typeof fates)[number], boolean>> = {
      delete: { untouched: true, changed: false, gone: true },
      'restore, of a new one': { untouched: true, changed: false, gone: true },
      restore: { untouched: true, changed: false, gone: false },
      set: { untouched: true, changed: true, gone: false },
      'set, of a new one': { untouched: true, changed: true, gone: false },
    };
    const cases = (Object.keys(writes) as (keyof typeof writes)[]).flatMap((kind) =>
      fates.map((fate) => [kind, fate] as const),
    );

    it.each(cases)('%s, when it is %s by others', async (kind, fate) => {
      const { before, record, undo } = writes[kind];
      const key = `${record.type}#${record.id}`;
      if (before) await bench.meddle(key, before);
      const handle = bench.handler({
        // Each pair of record and undo is one that its type may have.
        open: () => ({ result: null, effects: [{ record, set: { n: 2 }, undo } as never] }),
      });
      await handle(action('open'));
      const written = (await bench.rows())[key];
      if (fate === 'changed') await bench.meddle(key, byHand(written, { n: 3, more: true }));
      if (fate === 'gone') await bench.meddle(key, undefined);
      const found = await bench.rows();
      const undone = handle(compensation('open'));
      if (!goesThrough[kind][fate]) {
        await expect(undone).rejects.toMatchObject({ name: 'BusinessError', code: 'ChangedSince' });
        await expect(undone).rejects.toThrow(key);
        expect(await bench.rows()).toEqual(found);
        expect(await state('open')).toBe('DONE');
        return;
      }
      await undone;
      expect(await state('open')).toBe('UNDONE');
      const left = (await bench.rows())[key];
      if (typeof undo !== 'object') expect(left).toEqual(before);
      else {
        expect(left).toMatchObject({ n: 99, version: (found[key]?.version ?? 0) + 1 });
        expect(left).not.toHaveProperty('pending');
        if (fate === 'changed') expect(left).toHaveProperty('more', true);
      }
    });

    it('of a step that was never done leaves the record alone', async () => {
      await bench.meddle(ACCOUNT_KEY, openRow({ n: 1 }));
      const handle = bench.handler({
        open: () => ({ result: null, effects: [{ record: ACCOUNT, set: { n: 2 }, undo: 'restore' }] }),
      });
      await handle(compensation('open'));
      expect(await account()).toEqual(openRow({ n: 1 }));
      await expect(handle(action('open', { attempt: 2 }))).rejects.toMatchObject({
        code: 'AlreadyCompensated',
      });
      expect(await account()).toEqual(openRow({ n: 1 }));
    });

    it('that somebody has put right by hand and resolved changes nothing more', async () => {
      await bench.meddle(ACCOUNT_KEY, openRow({ n: 1 }));
      const handle = bench.handler({
        open: () => ({ result: null, effects: [{ record: ACCOUNT, set: { n: 2 }, undo: 'restore' }] }),
      });
      await handle(action('open'));
      await bench.meddle(ACCOUNT_KEY, byHand(await account(), { n: 7 }));
      await expect(handle(compensation('open'))).rejects.toMatchObject({ code: 'ChangedSince' });
      const found = await bench.rows();
      expect(await bench.ledger.undo('shop/s-1/open', { reverse: false })).toMatchObject({ kind: 'undone' });
      expect(await handle(compensation('open', { runner: 'redrive' }))).toEqual({ state: 'UNDONE' });
      expect(await bench.rows()).toEqual(found);
    });
  });

  describe('several steps of a saga on one record', () => {
    const twice = (first: 'restore' | 'delete', second: 'restore' | 'set') =>
      bench.handler({
        open: () => ({
          result: null,
          effects: [{ record: { type: 'slip', id: '1' }, set: { n: 1 }, undo: first }],
        }),
        change: () => ({
          result: null,
          effects: [
            {
              record: { type: 'slip', id: '1' },
              set: { n: 2 },
              undo: second === 'set' ? { set: { n: 9 } } : second,
            },
          ],
        }),
        tell: () => ({
          result: null,
          effects: [{ record: { type: 'slip', id: '1' }, set: { n: 3 } }],
        }),
      });
    const slip = async () => (await bench.rows())['slip#1'];

    it.each([
      ['delete', 'restore'],
      ['delete', 'set'],
      ['restore', 'restore'],
      ['restore', 'set'],
    ] as const)('are undone last to first: %s under %s', async (first, second) => {
      const handle = twice(first, second);
      await handle(action('open'));
      await handle(action('change'));
      await handle(compensation('change'));
      await handle(compensation('open'));
      expect(await slip()).toBeUndefined();
    });

    it.each([
      ['delete', 'restore'],
      ['delete', 'set'],
      ['restore', 'restore'],
      ['restore', 'set'],
    ] as const)('are never undone first to last: %s waits for %s', async (first, second) => {
      const handle = twice(first, second);
      await handle(action('open'));
      await handle(action('change'));
      await handle(action('tell', { results }));
      const found = await slip();
      await expect(handle(compensation('open'))).rejects.toMatchObject({
        name: 'TransientError',
        code: 'UndoOutOfOrder',
      });
      expect(await slip()).toEqual(found);
      await handle(compensation('change'));
      await handle(compensation('open', { attempt: 2 }));
      expect(await slip()).toBeUndefined();
    });

    it('nor is what one sets: a later image would bring back what was undone', async () => {
      const handle = bench.handler({
        open: () => ({
          result: null,
          effects: [{ record: ACCOUNT, set: { a: 'open' }, undo: { set: { a: 'closed' } } }],
        }),
        change: () => ({
          result: null,
          effects: [{ record: ACCOUNT, set: { a: 'changed' }, undo: 'restore' }],
        }),
      });
      await handle(action('open'));
      await handle(action('change'));
      await expect(handle(compensation('open'))).rejects.toMatchObject({ code: 'UndoOutOfOrder' });
      await handle(compensation('change'));
      await handle(compensation('open', { attempt: 2 }));
      expect(await account()).toMatchObject({ a: 'closed' });
    });

    it('keep the claim of their saga until the last of them is undone', async () => {
      const handle = bench.handler({
        open: () => ({
          result: null,
          effects: [{ record: ACCOUNT, set: { n: 1 }, undo: { set: { n: 0 } } }],
        }),
        change: () => ({
          result: null,
          effects: [{ record: ACCOUNT, set: { n: 2 }, undo: { set: { n: 1 } } }],
        }),
      });
      await handle(action('open'));
      await handle(action('change'));
      await handle(compensation('change'));
      expect(await account()).toMatchObject({ n: 1, pending: { saga: 'shop/s-1', step: 'open' } });
      await handle(compensation('open'));
      expect(await account()).not.toHaveProperty('pending');
    });

    it.each([
      'restore',
      'set',
    ] as const)('but not over what somebody else wrote between them: %s', async (second) => {
      const handle = twice('delete', second);
      await handle(action('open'));
      await bench.meddle('slip#1', byHand(await slip(), { n: 7 }));
      await handle(action('change'));
      await handle(compensation('change'));
      const found = await slip();
      await expect(handle(compensation('open'))).rejects.toMatchObject({ code: 'ChangedSince' });
      expect(await slip()).toEqual(found);
    });
  });

  it('a record that came again under the same name and version is not the one that was read', async () => {
    const handle = bench.handler({
      open: ({ saga }) => ({
        result: null,
        effects: [{ record: { type: 'slip', id: '1' }, set: { by: saga.id }, undo: 'delete' }],
      }),
    });
    await handle(action('open', { id: 'one' }));
    await bench.meddle('slip#1', undefined);
    await handle(action('open', { id: 'two' }));
    await expect(handle(compensation('open', { id: 'one' }))).rejects.toMatchObject({
      code: 'ChangedSince',
    });
    expect((await bench.rows())['slip#1']).toMatchObject({ version: 1, by: 'two' });
  });

  it('a new record is refused where there is one', async () => {
    await bench.meddle('slip#1', openRow({}, { type: 'slip', id: '1' }));
    const handle = bench.handler({
      open: () => ({
        result: null,
        effects: [{ record: { type: 'slip', id: '1' }, set: {}, undo: 'delete' }],
      }),
    });
    await expect(handle(action('open'))).rejects.toMatchObject({ code: 'RecordExists' });
    expect(await state('open')).toBeUndefined();
  });

  it('a rule that changes what it was given changes neither the image from before nor the table', async () => {
    await bench.meddle(ACCOUNT_KEY, openRow({ lines: ['x'] }));
    const handle = bench.handler({
      open: async (_command, { records }) => {
        const lines = (await records.get('account', 'a-1'))?.lines as string[];
        lines.push('y');
        return { result: null, effects: [{ record: ACCOUNT, set: { lines }, undo: 'restore' }] };
      },
    });
    await handle(action('open'));
    expect(await account()).toMatchObject({ lines: ['x', 'y'] });
    await handle(compensation('open'));
    expect(await account()).toEqual(openRow({ lines: ['x'] }));
  });

  it.each([
    { version: 0 },
    { version: 0, writtenBy: '' },
    {},
  ])('a row that somebody has put there with %j is one like others', async (more) => {
    await bench.meddle(ACCOUNT_KEY, { ...ACCOUNT, n: 1, ...more });
    const handle = bench.handler({
      open: () => ({ result: null, effects: [{ record: ACCOUNT, set: { n: 2 }, undo: 'restore' }] }),
    });
    await handle(action('open'));
    expect(await account()).toMatchObject({ n: 2, version: 1 });
    await handle(compensation('open'));
    expect(await account()).toEqual({ ...ACCOUNT, n: 1, ...more });
  });

  describe('what was expected of a record', () => {
    const expecting = (expect: { version: number } | ((record: unknown) => boolean)) =>
      bench
        .handler({
          open: () => ({
            result: 'ok',
            effects: [{ record: ACCOUNT, set: { n: 2 }, undo: 'restore', expect }],
          }),
        })(action('open'))
        .catch((error: { code: string }) => error.code);

    it.each([
      [{ version: 7 }, 'ok'],
      [{ version: 6 }, 'Changed'],
      [{ version: 0 }, 'Changed'],
      [(record: unknown) => (record as { n: number }).n === 1, 'ok'],
      [(record: unknown) => (record as { n: number }).n === 5, 'Changed'],
    ] as const)('%p of version 7 with n = 1: %s', async (expectation, answer) => {
      await bench.meddle(ACCOUNT_KEY, openRow({ n: 1 }));
      expect(await expecting(expectation)).toBe(answer);
      expect((await account())?.n).toBe(answer === 'ok' ? 2 : 1);
    });

    it('holds for one that is not there', async () => {
      await bench.meddle('slip#1', undefined);
      const handle = bench.handler({
        open: () => ({
          result: 'ok',
          effects: [{ record: { type: 'slip', id: '1' }, set: {}, undo: 'delete', expect: { version: 0 } }],
        }),
      });
      expect(await handle(action('open'))).toBe('ok');
    });
  });
});
