import type { OnLocked } from '../../lib/saga';
import { ACCOUNT, ACCOUNT_KEY, type BooksBench, onBothBenches, openRow, shop } from './support/books-bench';

/**
 * Two sagas on one account, step by step, in every order. Each adds an amount to what it finds, and then goes on to its
 * end or turns back; who is told to wait comes again later, and who has waited too long turns back, as a saga does whose
 * retries are used up.
 */
const { action, compensation } = shop;
const results = { open: null, change: null };

interface Plan {
  readonly id: string;
  readonly amount: number;
  readonly fails: boolean;
}
type Turn = 0 | 1;

/** Every order of two sagas of two turns each. */
const orders = (left: readonly [number, number]): readonly (readonly Turn[])[] => {
  if (left[0] === 0 && left[1] === 0) return [[]];
  return ([0, 1] as const)
    .filter((who) => left[who] > 0)
    .flatMap((who) =>
      orders(who === 0 ? [left[0] - 1, left[1]] : [left[0], left[1] - 1]).map((rest) => [who, ...rest]),
    );
};
const SCHEDULES = orders([3, 3]);
const ENDS = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

/** Attempts of a step before its saga gives it up. */
const MOST_WAITS = 5;

type Outcome = 'COMPLETED' | 'UNDONE' | 'PARKED';

/** One saga, turn by turn: add, look again, then the end or the way back. */
class Running {
  outcome: Outcome | undefined;
  /** What it added to: what it believed to be there. */
  found: number | undefined;
  private turn = 0;
  private waits = 0;

  constructor(
    private readonly handle: (event: unknown) => Promise<unknown>,
    readonly plan: Plan,
  ) {}

  get isOver(): boolean {
    return this.outcome !== undefined;
  }

  async next(): Promise<void> {
    const { id, fails } = this.plan;
    try {
      if (this.turn === 0)
        this.found = (await this.handle(action('open', { id, attempt: this.waits + 1 }))) as number;
      else if (this.turn === 1) await this.handle(action('change', { id, results: { open: null } }));
      else if (fails) return await this.back();
      else {
        await this.handle(action('tell', { id, results }));
        this.outcome = 'COMPLETED';
      }
      this.turn++;
      this.waits = 0;
    } catch (error) {
      const { name, code } = error as { name: string; code: string };
      if (name === 'TransientError' && code === 'Locked' && ++this.waits < MOST_WAITS) return;
      if (code !== 'Locked') throw error;
      await this.back();
    }
  }

  private async back(): Promise<void> {
    const { id } = this.plan;
    const failure = { steps: ['open'], error: 'BusinessError', cause: 'no' };
    this.outcome = 'UNDONE';
    for (const step of ['change', 'open'] as const) {
      try {
        await this.handle(compensation(step, step === 'open' ? { id, failure } : { id }));
      } catch (error) {
        if ((error as { code: string }).code !== 'ChangedSince') throw error;
        this.outcome = 'PARKED';
      }
    }
  }
}

onBothBenches((fresh, where) => {
  // Calls over the network: there the one combination in which each anomaly can show.
  const ends = where === 'memory' ? ENDS : ENDS.filter(([first, second]) => first && !second);

  /** Runs a schedule to its end; whoever is left goes on in turns. */
  const run = async (
    onLocked: OnLocked | undefined,
    schedule: readonly Turn[],
    fails: readonly [boolean, boolean],
  ) => {
    const bench = await fresh();
    await bench.meddle(ACCOUNT_KEY, openRow({ balance: 1000 }));
    const amounts: Record<string, number> = { a: 1, b: 10 };
    const lock = onLocked ? { onLocked } : {};
    const handle = bench.handler({
      open: async ({ saga }, { records }) => {
        const row = await records.get('account', 'a-1', lock);
        const balance = Number(row?.balance) + (amounts[saga.id] ?? 0);
        return {
          result: Number(row?.balance),
          effects: [{ record: ACCOUNT, set: { balance }, undo: 'restore', ...lock }],
        };
      },
    });
    const sagas = [
      new Running(handle, { id: 'a', amount: 1, fails: fails[0] }),
      new Running(handle, { id: 'b', amount: 10, fails: fails[1] }),
    ] as const;
    for (const who of schedule) if (!sagas[who].isOver) await sagas[who].next();
    for (let round = 0; sagas.some((saga) => !saga.isOver); round++) {
      if (round > 50) throw new Error('two sagas wait for each other for ever');
      for (const saga of sagas) if (!saga.isOver) await saga.next();
    }
    return { balance: (await balanceOf(bench)) as number, sagas };
  };
  const balanceOf = async (bench: BooksBench) => (await bench.rows())[ACCOUNT_KEY]?.balance;

  /** What is wrong with an outcome: the account is not what the sagas that completed made of it, or one believed what never was. */
  const anomalies = ({ balance, sagas }: Awaited<ReturnType<typeof run>>): readonly string[] => {
    const completed = sagas.filter(({ outcome }) => outcome === 'COMPLETED');
    const right = 1000 + completed.reduce((sum, { plan }) => sum + plan.amount, 0);
    const believable = new Set([1000, ...completed.map(({ plan }) => 1000 + plan.amount)]);
    return [
      ...(balance === right ? [] : [`the account has ${balance}, expected ${right}`]),
      ...completed
        .filter(({ found }) => !believable.has(found ?? Number.NaN))
        .map(({ plan, found }) => `${plan.id} believed ${found}, which was undone`),
      ...sagas.filter(({ outcome }) => outcome === 'PARKED').map(({ plan }) => `${plan.id} is parked`),
    ];
  };

  const every = async (onLocked: OnLocked | undefined) => {
    const found: string[] = [];
    for (const schedule of SCHEDULES) {
      for (const fails of ends) {
        const wrong = anomalies(await run(onLocked, schedule, fails));
        found.push(...wrong.map((line) => `${schedule.join('')} ${fails.join()}: ${line}`));
      }
    }
    return found;
  };

  it.each([
    'wait',
    'refuse',
  ] as const)('where %s is declared, no update is lost and nothing is believed that was undone', async (onLocked) => {
    expect(await every(onLocked)).toEqual([]);
  });

  it('where nothing is declared, what was undone is believed, and its undo is parked rather than overwriting', async () => {
    const found = await every(undefined);
    expect(found.some((line) => line.includes('which was undone'))).toBe(true);
    expect(found.some((line) => line.includes('is parked'))).toBe(true);
    // Sagas that go well one after the other do so without locks too.
    expect(found.filter((line) => line.startsWith('000111 false,false'))).toEqual([]);
  });

  it('two sagas that wait for each other end: one gives up, and is undone', async () => {
    const bench = await fresh();
    const rows = { a: ['x', 'y'], b: ['y', 'x'] } as const;
    const take =
      (index: 0 | 1) =>
      ({ saga }: { saga: { id: string } }) => ({
        result: null,
        effects: [
          {
            record: { type: 'note' as const, id: rows[saga.id as 'a' | 'b'][index] },
            set: { by: saga.id },
            undo: { set: { by: null } },
            onLocked: 'wait' as const,
          },
        ],
      });
    const handle = bench.handler({ open: take(0), change: take(1) });
    const sagas = [
      new Running(handle, { id: 'a', amount: 0, fails: false }),
      new Running(handle, { id: 'b', amount: 0, fails: false }),
    ];
    for (let round = 0; sagas.some((saga) => !saga.isOver) && round < 50; round++) {
      for (const saga of sagas) if (!saga.isOver) await saga.next();
    }
    expect(sagas.map(({ outcome }) => outcome).sort()).toEqual(['COMPLETED', 'UNDONE']);
    const winner = sagas.find(({ outcome }) => outcome === 'COMPLETED')?.plan.id;
    const found = await bench.rows();
    expect(Object.values(found).map(({ by }) => by)).toEqual([winner, winner]);
  });
});
