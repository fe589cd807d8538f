import {
  dynamoDbCounters,
  dynamoDbLedger,
  memoryCounters,
  memoryLedger,
  memoryTable,
} from '../../lib/runtime';
import type { CounterChange, Counters, Ledger } from '../../lib/saga';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';
import { ManualClock } from './support/manual-clock';

interface Bench {
  readonly ledger: Ledger;
  readonly counters: Counters;
}

const change = (more: Partial<CounterChange>): CounterChange => ({
  counter: 'stock/chair',
  before: null,
  after: 10,
  at: '2026-11-24T10:00:00.000Z',
  by: 'ada',
  reason: 'counted',
  ...more,
});
const takes = (pieces: number, counter = 'stock/chair') => ({
  result: null,
  effects: [{ counter, take: pieces, capacity: 500 }],
});

/** What counters promise; run once per adapter. */
const countersContract = (fresh: () => Promise<Bench>): void => {
  let ledger: Ledger;
  let counters: Counters;
  beforeEach(async () => {
    ({ ledger, counters } = await fresh());
  });

  it('are none before anything was taken', async () => {
    expect([await counters.list(), await counters.changes()]).toEqual([[], []]);
  });

  it('are listed by name, with what steps that are DONE took', async () => {
    await ledger.commit('a', takes(4));
    await ledger.commit('b', takes(2));
    await ledger.commit('c', takes(1, 'stock/sofa'));
    await ledger.commit('d', { result: 'nothing counted', effects: [] });
    await ledger.undo('b', { reverse: true });
    expect(await counters.list()).toEqual([
      { counter: 'stock/chair', available: 496, taken: 4 },
      { counter: 'stock/sofa', available: 499, taken: 1 },
    ]);
  });

  it('are changed over what was found alone, and both numbers are kept', async () => {
    await ledger.commit('a', takes(4));
    expect(await counters.change(change({ before: 495 }))).toBe(false);
    expect(await counters.change(change({ before: null }))).toBe(false);
    expect([await ledger.available('stock/chair'), await counters.changes()]).toEqual([496, []]);
    expect(await counters.change(change({ before: 496, after: 20 }))).toBe(true);
    expect(await counters.list()).toEqual([{ counter: 'stock/chair', available: 20, taken: 4 }]);
    await ledger.undo('a', { reverse: true });
    expect(await ledger.available('stock/chair')).toBe(24);
    expect(await counters.changes()).toEqual([change({ before: 496, after: 20 })]);
  });

  it('may be made before their first use, which finds what they were set to', async () => {
    expect(await counters.change(change({ after: 3 }))).toBe(true);
    expect(await ledger.commit('a', takes(4))).toMatchObject({ kind: 'exhausted', available: 3 });
    expect(await ledger.commit('b', takes(3))).toEqual({ kind: 'committed' });
    expect(await ledger.available('stock/chair')).toBe(0);
  });

  it('keep each change, oldest first, also two of one millisecond', async () => {
    const changes = [
      change({ after: 3 }),
      change({ before: 3, after: 5 }),
      change({ before: 5, after: 3, at: '2026-11-24T10:00:01.000Z' }),
      change({ counter: 'x', at: '2026-11-24T10:00:02.000Z' }),
    ];
    for (const one of [changes[0], changes[1], changes[3], changes[2]])
      expect(await counters.change(one as CounterChange)).toBe(true);
    expect((await counters.changes()).map(({ at }) => at)).toEqual(changes.map(({ at }) => at));
    expect(await counters.changes()).toEqual(expect.arrayContaining(changes));
  });

  it('lose nothing when sagas and operators meet', async () => {
    await counters.change(change({ after: 1000 }));
    const add = async (amount: number, n: number): Promise<void> => {
      const before = (await ledger.available('stock/chair')) as number;
      const at = `2026-11-24T11:00:00.${String(n).padStart(3, '0')}Z`;
      if (!(await counters.change(change({ before, after: before + amount, at })))) await add(amount, n);
    };
    await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        await Promise.all([ledger.commit(`k${n}`, takes(3)), add(n % 2 === 0 ? 5 : -2, n)]);
      }),
    );
    expect(await counters.list()).toEqual([
      { counter: 'stock/chair', available: 1000 - 60 + 50 - 20, taken: 60 },
    ]);
    expect(await counters.changes()).toHaveLength(21);
  });
};

describe('the counters in memory', () => {
  countersContract(async () => {
    const table = memoryTable();
    return { ledger: memoryLedger(table, new ManualClock()), counters: memoryCounters(table) };
  });
});

describe('the counters on DynamoDB', () => {
  let endpoint: DynamoDbEndpoint;
  const fresh = async (): Promise<Bench & { readonly table: string }> => {
    const table = await endpoint.participantTable();
    const tools = {
      client: endpoint.client,
      clock: new ManualClock(),
      random: () => 0.5,
      hasTime: () => true,
    };
    return { ledger: dynamoDbLedger(tools, table), counters: dynamoDbCounters(tools, table), table };
  };
  beforeAll(async () => {
    endpoint = await DynamoDbEndpoint.open();
  });
  afterAll(() => endpoint.close());

  countersContract(fresh);

  it('are all found, however many pages the table has', async () => {
    const { ledger, counters } = await fresh();
    // A page holds 1 MB: 200 items of 8 KB are several.
    const result = 'x'.repeat(8000);
    for (let n = 0; n < 200; n += 20) {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const effects = [{ counter: `p${(n + index) % 50}`, take: 1, capacity: 100 }];
          return ledger.commit(`order/${n + index}/book`, { result, effects });
        }),
      );
    }
    endpoint.forget();
    const found = await counters.list();
    expect(found).toHaveLength(50);
    for (const one of found) expect(one).toMatchObject({ available: 96, taken: 4 });
    expect(endpoint.calls.filter(({ operation }) => operation === 'Scan').length).toBeGreaterThan(1);
  });
});
