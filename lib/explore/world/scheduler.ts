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
  readonly beforeStep: () => Promise<void>;
  readonly note: (line: string) => void;
}

/** A macrotask: whatever promises had to do is done. */
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Somebody who waits for a turn: a process that is to begin, or one of its calls. */
export interface Turn {
  readonly id: number;
  readonly process: Process;
  readonly call: PortCall | undefined;
  readonly take: () => void;
}

/**
 * Lets one process run at a time, to its next call or to its end, and asks the oracle which. Real promises do the rest:
 * after a turn of the event loop nothing is under way but what waits here, or for time.
 */
export class Scheduler {
  private readonly waiting: Turn[] = [];
  private current: Process | undefined;
  private ids = 0;
  /** Begun, and not at their end. */
  private readonly running = new Set<Process>();

  constructor(private readonly options: SchedulerOptions) {}

  /** A process that begins at its turn; `outcome` rejects with Died when it dies, with Late when nobody waits any more. */
  start<Answer>(spec: ProcessSpec, body: (process: Process) => Promise<Answer>): Started<Answer> {
    let settle: { done: (answer: Answer) => void; fail: (error: unknown) => void } | undefined;
    const outcome = new Promise<Answer>((done, fail) => {
      settle = { done, fail };
    });
    outcome.catch(() => undefined);
    const process = new Process(
      spec,
      (error) => settle?.fail(error),
      () => settle?.fail(new Late(spec.name)),
    );
    this.wait(process, undefined, () => {
      this.running.add(process);
      body(process)
        .finally(() => this.running.delete(process))
        .then(settle?.done, settle?.fail);
    });
    return { process, outcome };
  }

  /** One call of a process: waits for its turn where it may be interrupted, or where nobody waits for it. */
  async call<Answer>(process: Process, call: PortCall, carryOut: () => Promise<Answer>): Promise<Answer> {
    if (process.dead) return NEVER;
    if (this.options.interleave || process.late) {
      await new Promise<void>((done) => this.wait(process, call, done));
    }
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

  private wait(process: Process, call: PortCall | undefined, take: () => void): void {
    this.waiting.push({ id: ++this.ids, process, call, take });
  }

  /** Those that wait, in order. */
  standing(): readonly Turn[] {
    return this.waiting;
  }

  hasWork(): boolean {
    return this.waiting.some(({ process }) => !process.late);
  }

  /**
   * The next thing happens: something that may, a process that has its turn, or a timer that is due by then.
   * @returns false when there is nothing left to happen until that time
   */
  async step(until: number): Promise<boolean> {
    const { options } = this;
    const { clock, oracle } = options;
    await turn();
    await this.awaitTheReal();
    await options.beforeStep();
    oracle.rest(options.standing);
    const able = this.inOrder();
    const next = clock.next();
    const chances = [...options.chances(able.length === 0), ...this.turns(able), ...this.landings()];
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
      this.take(able[0]);
      return true;
    }
    if (next === undefined || next > until) return false;
    clock.fire();
    return true;
  }

  /**
   * Somebody who runs waits neither for a turn nor for time: a module that is loaded at its first use. Nothing else may
   * come from outside the world.
   */
  private async awaitTheReal(): Promise<void> {
    for (let turns = 0; this.waitsForTheReal(); turns++) {
      const [process] = [...this.running].filter(isAwaited);
      if (turns > MOST_TURNS && process) throw new Escaped(process.name);
      await turn();
    }
  }

  private waitsForTheReal(): boolean {
    return this.waiting.length === 0 && this.options.clock.isIdle() && [...this.running].some(isAwaited);
  }

  /** Whoever ran last runs on; nobody waits for those that are late. */
  private inOrder(): readonly Turn[] {
    const able = this.waiting.filter(({ process }) => !process.late && !process.dead);
    const own = able.findIndex(({ process }) => process === this.current);
    return own <= 0 ? able : [able[own] as Turn, ...able.toSpliced(own, 1)];
  }

  /** Others that may have their turn first. */
  private turns(able: readonly Turn[]): readonly Chance[] {
    return able.slice(1).map((one) => ({
      name: `first:${one.id}`,
      kind: 'order',
      cost: 'turn',
      happen: () => {
        this.options.note(`${describe(one)} comes first`);
        this.take(one);
      },
    }));
  }

  /** A late one gets its turn after all; from then on it is one like the others. */
  private landings(): readonly Chance[] {
    return this.waiting
      .filter(({ process }) => process.late && !process.dead)
      .map((one) => ({
        name: `lands:${one.id}`,
        kind: 'late',
        cost: 'none',
        happen: () => {
          this.options.note(`${describe(one)} goes on`);
          one.process.late = false;
          this.take(one);
        },
      }));
  }

  private take(one: Turn): void {
    this.waiting.splice(this.waiting.indexOf(one), 1);
    this.current = one.process;
    one.take();
  }
}

export interface Started<Answer> {
  readonly process: Process;
  readonly outcome: Promise<Answer>;
}

const describe = ({ process, call }: Turn): string => `${process.name}${call ? `, at ${call.what}` : ''}`;

const isAwaited = ({ late, dead }: Process): boolean => !late && !dead;

/** Enough to load a module. */
const MOST_TURNS = 100_000;

/** A handler does what no schedule can repeat. */
export class Escaped extends Error {
  constructor(process: string) {
    super(
      `${process} waits for something that is not of its ports (a timer, a file, the network): such a call cannot be explored`,
    );
  }
}

const NEVER: Promise<never> = new Promise(() => undefined);

/** Whoever waited for the process does not any more. */
export class Late extends Error {
  override readonly name = 'Late';
}
