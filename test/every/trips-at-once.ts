import { inspectCase, startCase } from '../matrix/check';
import { checkCounters } from '../matrix/counters';
import { startBench } from '../matrix/stack';
import { fullest } from './variants';
import { project } from './world';

const ROOMS = 100;
const CARS = 80;
const SEATS = 60;

/** So many trips at once: exactly as many are sold as there are seats, and whoever is refused is refused for want of one. */
export const tripsAtOnce = async (sagas: number, conflictEvery?: number): Promise<void> => {
  const variant = await fullest(project, 'travel');
  const caseOf = (number: number) => ({ id: `trip-${number}`, variant, faults: [] });
  const bench = await startBench(conflictEvery === undefined ? {} : { conflictEvery });
  try {
    for (const schedule of bench.stack.schedules) bench.stack.setEnabled(schedule, false);
    // Who is told of what ended is no part of it: books-under-contention.test.ts has them all told.
    for (const rule of bench.stack.rules.filter((name) => /Ended|Undone/.test(name))) {
      bench.stack.setEnabled(rule, false);
    }
    await Promise.all(Array.from({ length: sagas }, (_, number) => startCase(bench, caseOf(number))));
    await bench.stack.idle();

    const codes = new Map<string, number>();
    const statuses = new Map<string, number>();
    for (let number = 0; number < sagas; number++) {
      const report = await inspectCase(bench, caseOf(number));
      statuses.set(report.status, (statuses.get(report.status) ?? 0) + 1);
      const cause = report.events.find(({ type }) => type === 'StepFailed')?.error?.cause ?? '';
      const code = /"errorMessage":"([^:"]+)/.exec(cause)?.[1] ?? cause.split(':')[0] ?? '';
      if (report.status !== 'COMPLETED') codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    expect(Object.fromEntries(statuses)).toEqual({ COMPLETED: SEATS, COMPENSATED: sagas - SEATS });
    // Whoever was refused was refused for want of a room, a car or a seat, and for nothing else.
    expect([...codes.keys()].filter((code) => code !== 'SoldOut' && code !== 'NoCarLeft')).toEqual([]);
    expect(await checkCounters(bench)).toEqual([]);
    expect(await available(bench)).toEqual({
      'counter/rooms/grand-hotel': ROOMS - SEATS,
      'counter/cars/compact': CARS - SEATS,
      'counter/seats/BER-LIS': 0,
    });
  } finally {
    await bench.stop();
  }
};

const available = async (bench: Awaited<ReturnType<typeof startBench>>): Promise<Record<string, number>> => {
  const found: Record<string, number> = {};
  for (const table of bench.stack.tables) {
    for (const item of await bench.stack.items(table)) {
      const { pk, available: left } = item as { pk?: { S?: string }; available?: { N?: string } };
      if (pk?.S?.startsWith('counter/')) found[pk.S] = Number(left?.N);
    }
  }
  return found;
};
