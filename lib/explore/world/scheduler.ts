import type { Alternative, Oracle } from '../choices/oracle';
import type { WorldClock } from './clock';
import { type PortCall, Process, type ProcessSpec } from './process';

/** Something that may happen at any moment, and whoever makes it happen. */
export interface Chance extends Alternative {
  readonly happen: () => void;
}

export interface SchedulerOptions {
  readonly clock: WorldClock;
  readonly oracle: Oracle;
  /** A process may be interrupted at each of its calls, not only where it begins and ends. */
  readonly interleave: boolean;
  /** What else may happen now; `idle`: nothing waits for its turn. */
  readonly chances: (idle: boolean) => readonly Chance[];
  readonly standing: () => string;
  /** Looks at what `standing` tells of. */
  readonly beforeStep: () => void;
  readonly note: (line: string) => void;
}

/** A macrotask: whatever promises had to do is done. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/**
 * Lets one process run at a time, to its next call or to its end, and asks the oracle which. Real promises do the rest:
 * after a turn of the event loop nothing is under way but what waits here, or for time.
 */
export class Scheduler {
  private readonly waiting: Process[] = [];
  private current: Process | undefined;
  private ids = 0;

  constructor(private readonly options: SchedulerOptions) {}

  /** A process that begins at its turn; `outcome` rejects with Died when it dies, with Late when nobody waits any more. */
  start<Answer>(spec: ProcessSpec, body: (process: Process) => Promise<Answer>): Started<Answer> {
    let settle: { done: (answer: Answer) => void; fail: (error: unknown) => void } | undefined;
    const outcome = new Promise<Answer>((done, fail) => {
      settle = { done, fail };
    });
    outcome.catch(() => undefined);
    const process = new Process(
      ++this.ids,
      spec,
      (error) => settle?.fail(error),
      () => settle?.fail(new Late(spec.name)),
    );
    process.proceed = () => {
      body(process).then(
        (answer) => {
          process.over = true;
          settle?.done(answer);
        },
        (error: unknown) => {
          process.over = true;
          settle?.fail(error);
        },
      );
    };
    this.waiting.push(process);
    return { process, outcome };
  }

  /** One call of a process: waits for its turn where it may be interrupted, or where nobody waits for it. */
  async call<Answer>(process: Process, call: PortCall, carryOut: () => Promise<Answer>): Promise<Answer> {
    if (process.dead) return NEVER;
    process.call = call;
    if (this.options.interleave || process.late) await this.turnOf(process);
    if (process.dead) return NEVER;
    try {
      const answer = await carryOut();
      process.answers.push(answer);
      return answer;
    } catch (error) {
      process.answers.push((error as Error).message);
      throw error;
    } finally {
      if (process.lastCall) process.die();
    }
  }

  private turnOf(process: Process): Promise<void> {
    return new Promise((done) => {
      process.proceed = done;
      this.waiting.push(process);
    });
  }

  /** Those that wait, in order; whoever was interrupted comes first. */
  standing(): readonly Process[] {
    return this.waiting;
  }

  lateOnes(): readonly Process[] {
    return this.waiting.filter(({ late }) => late);
  }

  /** A late one gets its turn after all; from then on it is one like the others. */
  land(process: Process): void {
    process.late = false;
    this.run(process);
  }

  hasWork(): boolean {
    return this.waiting.some(({ late }) => !late);
  }

  /**
   * The next thing happens: something that may, a process that has its turn, or a timer that is due by then.
   * @returns false when there is nothing left to happen until that time
   */
  async step(until: number): Promise<boolean> {
    const { options } = this;
    const { clock, oracle } = options;
    await turn();
    options.beforeStep();
    await Promise.resolve();
    oracle.rest(options.standing);
    const able = this.waiting.filter(({ late }) => !late);
    if (this.current && able.includes(this.current)) {
      able.splice(able.indexOf(this.current), 1);
      able.unshift(this.current);
    }
    const next = clock.next();
    const idle = able.length === 0;
    const chances = [...options.chances(idle), ...this.turns(able), ...this.landings()];
    const place = able[0]
      ? `before ${describe(able[0])}`
      : next === undefined
        ? 'at rest'
        : 'while time passes';
    const taken = chances.length > 0 ? oracle.choose(place, chances) : undefined;
    if (taken !== undefined) {
      chances.find(({ name }) => name === taken)?.happen();
      return true;
    }
    if (able[0]) {
      this.run(able[0]);
      return true;
    }
    if (next === undefined || next > until) return false;
    clock.fire();
    return true;
  }

  /** Others that may have their turn first. */
  private turns(able: readonly Process[]): readonly Chance[] {
    return able.slice(1).map((process) => ({
      name: `first:${process.id}`,
      kind: 'order',
      cost: 'turn',
      happen: () => {
        this.options.note(`${describe(process)} comes first`);
        this.run(process);
      },
    }));
  }

  private landings(): readonly Chance[] {
    return this.lateOnes().map((process) => ({
      name: `lands:${process.id}`,
      kind: 'late',
      cost: 'none',
      happen: () => {
        this.options.note(`${describe(process)} goes on`);
        this.land(process);
      },
    }));
  }

  private run(process: Process): void {
    const at = this.waiting.indexOf(process);
    if (at >= 0) this.waiting.splice(at, 1);
    this.current = process;
    const { proceed } = process;
    process.proceed = undefined;
    proceed?.();
  }
}

export interface Started<Answer> {
  readonly process: Process;
  readonly outcome: Promise<Answer>;
}

const describe = ({ name, call }: Process): string => `${name}${call ? `, at ${call.what}` : ''}`;

const NEVER: Promise<never> = new Promise(() => undefined);

/** Whoever waited for the process does not any more. */
export class Late extends Error {
  override readonly name = 'Late';
}
