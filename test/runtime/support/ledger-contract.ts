import fc from 'fast-check';
import type { CounterEffect, Ledger } from '../../../lib/saga';
import type { ManualClock } from './manual-clock';

export interface LedgerBench {
  readonly ledger: Ledger;
  readonly clock: ManualClock;
  /** A second adapter on the same clock that must behave alike; compared step by step with random sequences. */
  readonly model: Ledger;
}

const KEY = 'order/4711/book';
const CAPACITY = 10;
/** Milliseconds that a call outside may take. */
const OUTSIDE_MS = 10_000;

const three: readonly CounterEffect[] = [{ counter: 'stock/chair', take: 3, capacity: CAPACITY }];
const entry = { result: { booking: 'B-1' }, effects: three };
const undoing = { reverse: true };

const reach = {
  absent: async () => undefined,
  DONE: ({ ledger }: LedgerBench) => ledger.commit(KEY, entry),
  UNDONE: ({ ledger }: LedgerBench) => ledger.undo(KEY, undoing),
  DOING: ({ ledger, clock }: LedgerBench) => ledger.begin(KEY, clock.now() + OUTSIDE_MS),
} as const;
type Before = keyof typeof reach;

const operations = {
  commit: async ({ ledger }: LedgerBench) =>
    (await ledger.commit(KEY, { result: { booking: 'B-2' }, effects: three })).kind,
  undo: async ({ ledger }: LedgerBench) => (await ledger.undo(KEY, undoing)).kind,
  resolve: async ({ ledger }: LedgerBench) => (await ledger.undo(KEY, { reverse: false })).kind,
  fence: ({ ledger }: LedgerBench) => ledger.fence(KEY),
  begin: async ({ ledger, clock }: LedgerBench) => (await ledger.begin(KEY, clock.now() + OUTSIDE_MS)).kind,
  finish: async ({ ledger }: LedgerBench) => (await ledger.finish(KEY, { booking: 'B-2' })).kind,
} as const;
type Operation = keyof typeof operations;

/** Operation × what stood there → answer, state afterwards, pieces left (undefined: the counter was never used). */
const table: readonly [Operation, Before, string, string | undefined, number | undefined][] = [
  ['commit', 'absent', 'committed', 'DONE', 7],
  ['commit', 'DONE', 'already-done', 'DONE', 7],
  ['commit', 'UNDONE', 'undone', 'UNDONE', undefined],
  ['commit', 'DOING', 'doing', 'DOING', undefined],
  ['undo', 'absent', 'undone', 'UNDONE', undefined],
  ['undo', 'DONE', 'undone', 'UNDONE', 10],
  ['undo', 'UNDONE', 'already-undone', 'UNDONE', undefined],
  ['undo', 'DOING', 'wait', 'UNDONE', undefined],
  ['resolve', 'absent', 'undone', 'UNDONE', undefined],
  ['resolve', 'DONE', 'undone', 'UNDONE', 7],
  ['resolve', 'UNDONE', 'already-undone', 'UNDONE', undefined],
  ['resolve', 'DOING', 'undone', 'UNDONE', undefined],
  ['fence', 'absent', 'UNDONE', 'UNDONE', undefined],
  ['fence', 'DONE', 'DONE', 'DONE', 7],
  ['fence', 'UNDONE', 'UNDONE', 'UNDONE', undefined],
  ['fence', 'DOING', 'UNDONE', 'UNDONE', undefined],
  ['begin', 'absent', 'committed', 'DOING', undefined],
  ['begin', 'DONE', 'already-done', 'DONE', 7],
  ['begin', 'UNDONE', 'undone', 'UNDONE', undefined],
  ['begin', 'DOING', 'doing', 'DOING', undefined],
  ['finish', 'absent', 'undone', undefined, undefined],
  ['finish', 'DONE', 'already-done', 'DONE', 7],
  ['finish', 'UNDONE', 'undone', 'UNDONE', undefined],
  ['finish', 'DOING', 'committed', 'DONE', undefined],
];

const times = (count: number) => Array.from({ length: count }, (_, index) => index);
const tally = (kinds: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
};

/**
 * What every ledger promises; run once per adapter. Each test gets a fresh table. `runs` is how many random sequences of
 * operations are compared with the model.
 */
export const ledgerContract = (fresh: () => Promise<LedgerBench>, runs = 20): void => {
  let bench: LedgerBench;
  let ledger: Ledger;
  const left = (counter = 'stock/chair') => ledger.available(counter);
  const state = async () => (await ledger.read(KEY))?.state;

  beforeEach(async () => {
    bench = await fresh();
    ledger = bench.ledger;
  });

  it.each(table)('%s on %s answers %s', async (operation, before, answer, after, pieces) => {
    await reach[before](bench);
    expect(await operations[operation](bench)).toBe(answer);
    expect(await state()).toBe(after);
    expect(await left()).toBe(pieces);
  });

  it('covers every operation on every state', () => {
    expect(new Set(table.map(([operation, before]) => `${operation} ${before}`)).size).toBe(
      Object.keys(operations).length * Object.keys(reach).length,
    );
  });

  describe('duplicates', () => {
    it('answer with the stored result, whatever the later attempt would have written', async () => {
      await ledger.commit(KEY, entry);
      const again = await ledger.commit(KEY, { result: { booking: 'other' }, effects: [] });
      expect(again).toMatchObject({
        kind: 'already-done',
        item: { result: { booking: 'B-1' }, effects: three },
      });
    });

    it.each([
      null,
      0,
      '',
      false,
      [],
      { deep: [{ er: null }] },
    ])('keep the result %j as it was', async (result) => {
      await ledger.commit(KEY, { result, effects: [] });
      expect((await ledger.read(KEY))?.result).toEqual(result);
      expect(await ledger.commit(KEY, { result: 'other', effects: [] })).toMatchObject({ item: { result } });
    });

    it('of an undo give back once', async () => {
      await ledger.commit(KEY, entry);
      await ledger.undo(KEY, undoing);
      await ledger.undo(KEY, undoing);
      expect(await left()).toBe(CAPACITY);
    });

    it('of an attempt that took the last piece are told DONE, not that nothing is left', async () => {
      const all = { result: 'mine', effects: [{ counter: 'stock/sofa', take: 3, capacity: 3 }] };
      expect(await ledger.commit(KEY, all)).toEqual({ kind: 'committed' });
      expect(await left('stock/sofa')).toBe(0);
      expect(await ledger.commit(KEY, all)).toMatchObject({ kind: 'already-done', item: { result: 'mine' } });
    });

    it('that come after the undo are refused although there is nothing left to take', async () => {
      await ledger.undo(KEY, undoing);
      await ledger.commit('order/4712/book', {
        result: null,
        effects: [{ counter: 'stock/sofa', take: 3, capacity: 3 }],
      });
      const late = { result: null, effects: [{ counter: 'stock/sofa', take: 3, capacity: 3 }] };
      expect(await ledger.commit(KEY, late)).toEqual({ kind: 'undone' });
    });
  });

  describe('counters', () => {
    const take = (key: string, ...effects: CounterEffect[]) => ledger.commit(key, { result: null, effects });
    const effect = (counter: string, pieces: number, capacity = CAPACITY): CounterEffect => ({
      counter,
      take: pieces,
      capacity,
    });

    it('are taken all or none, and the short one is named', async () => {
      expect(await take('a', effect('x', 4), effect('y', 11), effect('z', 1))).toEqual({
        kind: 'exhausted',
        counter: 'y',
        available: 10,
        asked: 11,
      });
      expect([await left('x'), await left('y'), await left('z')]).toEqual([undefined, undefined, undefined]);
      expect(await ledger.read('a')).toBeUndefined();
    });

    it('add up when one command names the same one twice', async () => {
      expect(await take('a', effect('x', 6), effect('x', 6))).toMatchObject({ kind: 'exhausted', asked: 12 });
      expect(await take('b', effect('x', 4), effect('x', 5))).toEqual({ kind: 'committed' });
      expect(await left('x')).toBe(1);
      await ledger.undo('b', undoing);
      expect(await left('x')).toBe(10);
    });

    it('start at their capacity, and forget about it from then on', async () => {
      await take('a', effect('x', 4, 5));
      expect(await take('b', effect('x', 4, 1000))).toMatchObject({ kind: 'exhausted', available: 1 });
    });

    it('of capacity 0 give nothing', async () => {
      expect(await take('a', effect('x', 1, 0))).toMatchObject({ kind: 'exhausted', available: 0, asked: 1 });
    });

    it('may be twenty in one command', async () => {
      const many = times(20).map((index) => effect(`p${index}`, 2));
      expect(await take('a', ...many)).toEqual({ kind: 'committed' });
      await ledger.undo('a', undoing);
      for (const { counter } of many) expect(await left(counter)).toBe(CAPACITY);
    });

    it('allow a new try once something was given back: a refusal leaves no trace', async () => {
      await take('a', effect('x', 10));
      expect((await take('b', effect('x', 1))).kind).toBe('exhausted');
      await ledger.undo('a', undoing);
      expect(await take('b', effect('x', 1))).toEqual({ kind: 'committed' });
    });

    const other = effect('y', 1);
    it.each([
      ['takes nothing', [effect('x', 0)], 'takes 0 of x: expected a whole number from 1 to 1000000000000'],
      ['gives', [effect('x', -3)], 'takes -3 of x: expected a whole number'],
      ['takes a part', [effect('x', 1.5)], 'takes 1.5 of x: expected a whole number'],
      ['takes what is no number', [effect('x', Number.NaN)], 'takes NaN of x: expected a whole number'],
      ['takes without end', [effect('x', Number.POSITIVE_INFINITY)], 'takes Infinity of x'],
      ['takes what no double holds exactly', [effect('x', 1e20)], 'takes 100000000000000000000 of x'],
      ['takes a text', [effect('x', '3' as never)], 'takes a string of x: expected a whole number'],
      ['takes nobody knows what', [effect('x', undefined as never)], 'takes undefined of x'],
      ['takes too much in two parts', [effect('x', 6e11), effect('x', 6e11)], 'takes 1200000000000 of x'],
      [
        'has less than nothing',
        [effect('x', 1, -1)],
        'gives x a capacity of -1: expected a whole number from 0',
      ],
      ['has a part', [effect('x', 1, 0.5)], 'gives x a capacity of 0.5: expected a whole number from 0'],
      ['has no number', [effect('x', 1, Number.NaN)], 'gives x a capacity of NaN'],
      ['has too much', [effect('x', 1, 2e12)], 'gives x a capacity of 2000000000000'],
      ['has two capacities', [effect('x', 1, 5), effect('x', 1, 7)], 'gives x two capacities, 5 and 7'],
      ['has no name', [effect('', 1)], 'names counter 1 of 2 with 0 characters: expected 1 to 128'],
      [
        'has a name that is too long',
        [effect('x'.repeat(129), 1)],
        'names counter 1 of 2 with 129 characters',
      ],
      ['has a name with a blank', [effect('card 4111', 1)], 'names counter 1 of 2 with a character U+0020'],
      ['has a name with a line break', [effect('x\n', 1)], 'names counter 1 of 2 with a character U+000A'],
      [
        'has a name that is none',
        [effect(4 as never, 1)],
        'names counter 1 of 2 with what is no text: expected',
      ],
    ])('one that %s is refused before anything is written', async (_what, wrong, why) => {
      const refusal = await take('order/4711/book', ...wrong, ...(wrong.length > 1 ? [] : [other])).then(
        ({ kind }) => new Error(kind),
        (error: Error) => error,
      );
      expect(refusal).toMatchObject({ name: 'BusinessError', code: 'InvalidEffect' });
      expect(refusal.message).toContain(`InvalidEffect: book ${why}`);
      expect(refusal.message).not.toContain('4111');
      expect(await ledger.read('order/4711/book')).toBeUndefined();
      expect([await left('x'), await left('y')]).toEqual([undefined, undefined]);
    });

    it('may be 99 beside the ledger item in one transaction, and not one more', async () => {
      const many = times(100).map((index) => effect(`p${index}`, 1));
      await expect(take('a', ...many)).rejects.toMatchObject({
        name: 'BusinessError',
        code: 'InvalidEffect',
      });
      await expect(take('a', ...many)).rejects.toThrow(/a takes of 100 counters: expected at most 99/);
      expect(await take('a', ...many.slice(1), ...many.slice(1))).toEqual({ kind: 'committed' });
      await ledger.undo('a', undoing);
      expect(await left('p99')).toBe(CAPACITY);
    });

    it('are exact under contention, and refuse only while really exhausted', async () => {
      const outcomes = await Promise.all(times(60).map((index) => take(`k${index}`, effect('x', 2, 50))));
      expect(tally(outcomes.map(({ kind }) => kind))).toEqual({ committed: 25, exhausted: 35 });
      for (const outcome of outcomes) {
        if (outcome.kind === 'exhausted') expect(outcome.available).toBeLessThan(outcome.asked);
      }
      expect(await left('x')).toBe(0);
    });

    it('come back to where they were when everything is undone, however takers and undoers meet', async () => {
      const keys = times(30).map((index) => `k${index}`);
      await Promise.all(
        keys.flatMap((key, index) => [
          take(key, effect(`x${index % 3}`, 1 + (index % 2), 20)),
          ...(index % 2 === 0 ? [ledger.undo(key, undoing)] : []),
        ]),
      );
      await Promise.all(keys.flatMap((key) => [ledger.undo(key, undoing), ledger.undo(key, undoing)]));
      for (const key of keys) expect((await ledger.read(key))?.state).toBe('UNDONE');
      for (const counter of ['x0', 'x1', 'x2']) expect([20, undefined]).toContain(await left(counter));
    });
  });

  describe('concurrency', () => {
    it('of commits makes one effect; everybody gets the one result', async () => {
      const outcomes = await Promise.all(
        times(20).map((index) => ledger.commit(KEY, { result: { winner: index }, effects: three })),
      );
      expect(tally(outcomes.map(({ kind }) => kind))).toEqual({ committed: 1, 'already-done': 19 });
      const winner = outcomes.findIndex(({ kind }) => kind === 'committed');
      for (const outcome of outcomes) {
        if (outcome.kind === 'already-done') expect(outcome.item.result).toEqual({ winner });
      }
      expect(await left()).toBe(7);
    });

    it('of commits without counters as well', async () => {
      const outcomes = await Promise.all(
        times(20).map((index) => ledger.commit(KEY, { result: index, effects: [] })),
      );
      expect(tally(outcomes.map(({ kind }) => kind))).toEqual({ committed: 1, 'already-done': 19 });
    });

    it('of undoers gives back once, and all of them succeed', async () => {
      await ledger.commit(KEY, entry);
      const outcomes = await Promise.all(times(12).map(() => ledger.undo(KEY, undoing)));
      expect(tally(outcomes.map(({ kind }) => kind))).toEqual({ undone: 1, 'already-undone': 11 });
      expect(await left()).toBe(CAPACITY);
    });

    it('of commit and undo ends undone with nothing taken, whichever was first', async () => {
      const keys = times(20).map((index) => `race/${index}`);
      await Promise.all(
        keys.map(async (key) => {
          const [commit, undo] = await Promise.all([ledger.commit(key, entry), ledger.undo(key, undoing)]);
          expect(['committed', 'undone', 'exhausted']).toContain(commit.kind);
          expect(undo.kind).toBe('undone');
        }),
      );
      for (const key of keys) expect((await ledger.read(key))?.state).toBe('UNDONE');
      expect([CAPACITY, undefined]).toContain(await left());
    });

    it('of commit and fence lets one of them win', async () => {
      const keys = times(20).map((index) => `race/${index}`);
      await Promise.all(
        keys.map(async (key) => {
          const nothing = { result: null, effects: [] };
          const [commit, fenced] = await Promise.all([ledger.commit(key, nothing), ledger.fence(key)]);
          expect([commit.kind, fenced]).toEqual(
            commit.kind === 'committed' ? ['committed', 'DONE'] : ['undone', 'UNDONE'],
          );
        }),
      );
    });

    it('of beginners outside lets one call', async () => {
      const until = bench.clock.now() + OUTSIDE_MS;
      const outcomes = await Promise.all(times(12).map(() => ledger.begin(KEY, until)));
      expect(tally(outcomes.map(({ kind }) => kind))).toEqual({ committed: 1, doing: 11 });
    });
  });

  describe('effects outside', () => {
    it('say until when they may be under way', async () => {
      const until = bench.clock.now() + OUTSIDE_MS;
      await ledger.begin(KEY, until);
      expect(await ledger.begin(KEY, until + 5)).toEqual({ kind: 'doing', until });
      expect(await ledger.commit(KEY, entry)).toEqual({ kind: 'doing', until });
    });

    it('may be begun again once that time is over, not before', async () => {
      await ledger.begin(KEY, bench.clock.now() + OUTSIDE_MS);
      bench.clock.advance(OUTSIDE_MS);
      expect((await ledger.begin(KEY, bench.clock.now() + OUTSIDE_MS)).kind).toBe('doing');
      bench.clock.advance(1);
      const again = bench.clock.now() + OUTSIDE_MS;
      expect((await ledger.begin(KEY, again)).kind).toBe('committed');
      expect(await ledger.begin(KEY, again)).toEqual({ kind: 'doing', until: again });
    });

    it('that are finished have a result and are known to lie outside', async () => {
      await ledger.begin(KEY, bench.clock.now() + OUTSIDE_MS);
      await ledger.finish(KEY, { sent: 1 });
      expect(await ledger.read(KEY)).toMatchObject({ state: 'DONE', result: { sent: 1 }, outside: true });
      expect(await ledger.finish(KEY, { sent: 2 })).toMatchObject({
        kind: 'already-done',
        item: { result: { sent: 1 } },
      });
    });

    it('under way make every undoer wait, with the tombstone already there', async () => {
      const until = bench.clock.now() + OUTSIDE_MS;
      await ledger.begin(KEY, until);
      expect(await ledger.undo(KEY, undoing)).toEqual({ kind: 'wait', until });
      expect(await ledger.undo(KEY, undoing)).toEqual({ kind: 'wait', until });
      expect(await ledger.finish(KEY, { sent: 1 })).toEqual({ kind: 'undone' });
      bench.clock.advance(OUTSIDE_MS + 1);
      expect((await ledger.undo(KEY, undoing)).kind).toBe('already-undone');
    });

    it('that are done are remembered as still to be taken back, until that is settled', async () => {
      await ledger.begin(KEY, bench.clock.now() + OUTSIDE_MS);
      await ledger.finish(KEY, { sent: 1 });
      expect((await ledger.undo(KEY, undoing)).kind).toBe('undone');
      expect((await ledger.read(KEY))?.outsidePending).toBe(true);
      await ledger.settle(KEY);
      expect((await ledger.read(KEY))?.outsidePending).toBeUndefined();
      await ledger.settle(KEY);
      expect(await state()).toBe('UNDONE');
    });

    it('that somebody undid by hand are not taken back again', async () => {
      await ledger.begin(KEY, bench.clock.now() + OUTSIDE_MS);
      await ledger.finish(KEY, { sent: 1 });
      await ledger.undo(KEY, { reverse: false });
      expect((await ledger.read(KEY))?.outsidePending).toBeUndefined();
    });

    it('settling what is not there writes nothing', async () => {
      await ledger.settle(KEY);
      expect(await ledger.read(KEY)).toBeUndefined();
    });
  });

  it('does what its model does, whatever is asked in whatever order', async () => {
    const key = fc.constantFrom('a', 'b');
    const effects = fc.constantFrom(0, 5).chain((capacity) =>
      fc.array(
        fc.record({
          counter: fc.constantFrom('x', 'y'),
          take: fc.oneof(
            { weight: 15, arbitrary: fc.integer({ min: 1, max: 4 }) },
            { weight: 1, arbitrary: fc.constantFrom(0, -2, 0.5) },
          ),
          capacity: fc.constant(capacity),
        }),
        { maxLength: 3 },
      ),
    );
    // What JSON keeps: there is no -0.
    const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    const step = fc.oneof(
      fc.record({ op: fc.constant('commit' as const), key, effects, result: json }),
      fc.record({ op: fc.constant('undo' as const), key, reverse: fc.boolean() }),
      fc.record({ op: fc.constant('fence' as const), key }),
      fc.record({ op: fc.constant('begin' as const), key, forMs: fc.constantFrom(50, 500) }),
      fc.record({ op: fc.constant('finish' as const), key, result: fc.integer() }),
      fc.record({ op: fc.constant('settle' as const), key }),
      fc.record({ op: fc.constant('advance' as const), ms: fc.constantFrom(20, 200) }),
    );
    type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
    const run = async (on: Ledger, one: Step, now: number): Promise<unknown> => {
      switch (one.op) {
        case 'commit':
          return on.commit(one.key, one).catch((refusal: Error) => refusal.message);
        case 'undo':
          return on.undo(one.key, { reverse: one.reverse });
        case 'fence':
          return on.fence(one.key);
        case 'begin':
          return on.begin(one.key, now + one.forMs);
        case 'finish':
          return on.finish(one.key, one.result);
        case 'settle':
          return on.settle(one.key);
        case 'advance':
          return undefined;
      }
    };
    const view = (on: Ledger) =>
      Promise.all([on.read('a'), on.read('b'), on.available('x'), on.available('y')]);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        const { ledger: real, model, clock } = await fresh();
        for (const one of steps) {
          if (one.op === 'advance') clock.advance(one.ms);
          const now = clock.now();
          expect(await run(real, one, now)).toEqual(await run(model, one, now));
        }
        expect(await view(real)).toEqual(await view(model));
      }),
      { seed: 20261124, numRuns: runs },
    );
  });
};
