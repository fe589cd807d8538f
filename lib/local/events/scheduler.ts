import type { Clock, Timer } from '../../engine';
import type { Schedule } from './schedule';

interface Entry {
  readonly name: string;
  readonly schedule: Schedule;
  readonly run: () => void;
  timer: Timer | undefined;
  enabled: boolean;
}

/** Runs what is due on a schedule, on the stack's clock. */
export class Scheduler {
  private readonly entries: Entry[] = [];

  constructor(
    private readonly clock: Clock,
    /** Whether schedules run from the start; otherwise each waits until it is switched on. */
    private readonly enabled: boolean = true,
  ) {}

  add(name: string, schedule: Schedule, run: () => void): void {
    const entry: Entry = { name, schedule, run, timer: undefined, enabled: this.enabled };
    this.entries.push(entry);
    if (entry.enabled) this.arm(entry);
  }

  names(): readonly string[] {
    return this.entries.map((entry) => entry.name);
  }

  /** False when there is no schedule of this name. */
  setEnabled(name: string, enabled: boolean): boolean {
    const found = this.entries.filter((entry) => entry.name === name);
    for (const entry of found) {
      entry.enabled = enabled;
      entry.timer?.cancel();
      entry.timer = undefined;
      if (enabled) this.arm(entry);
    }
    return found.length > 0;
  }

  /** Runs it now, whatever its schedule says; false when there is none of this name. */
  runNow(name: string): boolean {
    const entry = this.entries.find((one) => one.name === name);
    entry?.run();
    return entry !== undefined;
  }

  private arm(entry: Entry): void {
    const now = this.clock.now();
    const due = entry.schedule(now);
    if (due === undefined) return;
    entry.timer = this.clock.schedule(due - now, () => {
      entry.timer = undefined;
      if (!entry.enabled) return;
      entry.run();
      this.arm(entry);
    });
  }
}
