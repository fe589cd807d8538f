import { type Clock, JumpingClock, RealClock, sleep } from '../../lib/engine';
import { TimerHeap } from '../../lib/engine/timer-heap';
import { settle } from './harness';

const opened: Clock[] = [];
const open = <C extends Clock>(clock: C): C => {
  opened.push(clock);
  return clock;
};
afterEach(() => {
  for (const clock of opened.splice(0)) clock.stop();
});

describe('the jumping clock', () => {
  it('runs timers in the order of their times, first come first served, and lets time pass only by them', async () => {
    const clock = open(new JumpingClock(() => 1000));
    const ran: [string, number][] = [];
    const note = (name: string) => () => ran.push([name, clock.now()]);
    clock.schedule(3_600_000, note('late'));
    clock.schedule(500, note('first'));
    clock.schedule(500, note('second'));
    clock.schedule(0, note('now'));
    clock.schedule(700, note('cancelled')).cancel();
    await sleep(clock, 4_000_000);
    expect(ran).toEqual([
      ['now', 1000],
      ['first', 1500],
      ['second', 1500],
      ['late', 3_601_000],
    ]);
    expect(clock.now()).toBe(4_001_000);
  });

  it('shows whole milliseconds, however long the waits: the times of events and messages are such', async () => {
    const clock = new JumpingClock(() => 1000);
    const seen: number[] = [];
    for (const wait of [0.4, 1.5, 2.25]) {
      await new Promise<void>((done) => {
        clock.schedule(wait, done);
      });
      seen.push(clock.now());
    }
    expect(seen).toEqual([1001, 1003, 1006]);
    clock.stop();
  });

  it('does not jump while somebody holds it, until every hold is released', async () => {
    const clock = open(new JumpingClock(() => 0));
    let ran = false;
    const releases = [clock.hold(), clock.hold()];
    clock.schedule(60_000, () => {
      ran = true;
    });
    await settle();
    releases[0]?.();
    releases[0]?.();
    await settle();
    expect([ran, clock.now()]).toEqual([false, 0]);
    releases[1]?.();
    await settle();
    expect([ran, clock.now()]).toEqual([true, 60_000]);
  });

  it('fires what is due while it is held, as real time passes', async () => {
    const clock = open(new JumpingClock());
    const release = clock.hold();
    const start = clock.now();
    await sleep(clock, 20);
    expect(clock.now() - start).toBeGreaterThanOrEqual(20);
    expect(new Float64Array(clock.sharedOffset)[0]).toBe(0);
    release();
  });

  it('waits for a timer that is months ahead while it is held, and does not look again and again', async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    const clock = open(new JumpingClock(() => 1000));
    const release = clock.hold();
    const over = sleep(clock, 60 * 24 * 3_600_000);
    for (let turn = 0; turn < 20; turn++) await settle();
    const delays = timers.mock.calls.map(([, delay]) => delay);
    timers.mockRestore();
    expect(clock.now()).toBe(1000);
    expect(delays).toEqual([2 ** 31 - 1]);
    release();
    await over;
    expect(clock.now()).toBeGreaterThan(60 * 24 * 3_600_000);
  });

  it('never fires within the call that schedules, and shows its offset to workers', async () => {
    const clock = open(new JumpingClock(() => 0));
    let ran = false;
    clock.schedule(-5, () => {
      ran = true;
    });
    expect(ran).toBe(false);
    await sleep(clock, 1234);
    expect(new Float64Array(clock.sharedOffset)[0]).toBe(1234);
  });

  it('does nothing once it is stopped', async () => {
    const clock = new JumpingClock(() => 0);
    let ran = false;
    clock.schedule(10, () => {
      ran = true;
    });
    clock.stop();
    await settle();
    expect(ran).toBe(false);
  });
});

describe('the real clock', () => {
  const DAY = 86_400_000;
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('runs timers at their time, however far ahead, and none that was cancelled or stopped', () => {
    const clock = open(new RealClock());
    const ran: [string, number][] = [];
    const note = (name: string) => () => ran.push([name, clock.now()]);
    clock.schedule(5, note('cancelled')).cancel();
    clock.schedule(10, note('soon'));
    // Longer than the longest delay of `setTimeout`, which would make it fire at once.
    clock.schedule(60 * DAY, note('far'));
    jest.advanceTimersByTime(61 * DAY);
    expect(ran).toEqual([
      ['soon', 10],
      ['far', 60 * DAY],
    ]);
    clock.schedule(1, note('stopped'));
    clock.stop();
    jest.advanceTimersByTime(DAY);
    expect(ran).toHaveLength(2);
  });
});

describe('the heap of timers', () => {
  it('keeps no cancelled timers, however far ahead they are', () => {
    const heap = new TimerHeap();
    const order: number[] = [];
    heap.push(5, () => order.push(5));
    for (let index = 0; index < 10_000; index++) {
      const entry = heap.push(1_000_000 + index, () => undefined);
      heap.cancel(entry);
      heap.cancel(entry);
    }
    expect(heap.size).toBeLessThan(200);
    for (const due of [9, 3, 7, 1]) heap.push(due, () => order.push(due));
    for (let entry = heap.pop(); entry; entry = heap.pop()) {
      entry.run();
      heap.cancel(entry);
    }
    expect(order).toEqual([1, 3, 5, 7, 9]);
    expect(heap.size).toBe(0);
  });
});
