import type { Clock } from '../../../lib/saga';

/** A clock that stands still until somebody sleeps or advances it; it remembers the sleeps. */
export class ManualClock implements Clock {
  readonly sleeps: number[] = [];

  constructor(private time = Date.parse('2026-11-24T10:00:00Z')) {}

  now(): number {
    return this.time;
  }

  advance(ms: number): void {
    this.time += ms;
  }

  async sleep(ms: number): Promise<void> {
    this.sleeps.push(ms);
    this.time += ms;
    await new Promise(setImmediate);
  }
}
