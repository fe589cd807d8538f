import { type Alternative, Cut, type Oracle } from '../choices/oracle';
import type { Choice, Schedule } from './schedule';

export interface Limits {
  /** Faults of a schedule, at the most. */
  readonly faults: number;
  /** Turns out of order. */
  readonly turns: number;
}

/** A schedule that goes on from another one by one more choice. */
export interface Branch {
  readonly schedule: Schedule;
  readonly left: Limits;
  readonly kind: string;
  /** What it costs: those without any belong to the same round. */
  readonly cost: Alternative['cost'];
}

/**
 * Follows a schedule, and from its last choice on lets things take their course; whatever could have gone otherwise on
 * that way is a branch. A state that was seen before has been looked at: on the way of an earlier run everything that
 * follows is known, and the run is cut.
 */
export class Follower implements Oracle {
  readonly branches: Branch[] = [];
  /** Points so far. */
  points = 0;
  private next = 0;
  private isOpen = true;
  readonly own = new Set<string>();

  constructor(
    private readonly schedule: Schedule,
    private readonly left: Limits,
    private readonly states: StateSet | undefined,
  ) {}

  choose(_place: string, alternatives: readonly Alternative[]): string | undefined {
    const point = ++this.points;
    const planned = this.schedule[this.next];
    if (planned) {
      if (planned.point !== point) return undefined;
      this.next++;
      if (!alternatives.some(({ name }) => name === planned.take)) throw new Mismatch(planned, alternatives);
      return planned.take;
    }
    if (this.isOpen) for (const alternative of alternatives) this.branch(point, alternative);
    return undefined;
  }

  rest(state: () => string): void {
    if (this.next < this.schedule.length || !this.states) return;
    const key = this.states.keyOf(`${this.left.turns} ${state()}`);
    if (this.own.has(key)) {
      this.isOpen = false;
      return;
    }
    if (!this.states.add(key)) throw new Cut();
    this.own.add(key);
    this.isOpen = true;
  }

  private branch(point: number, { name, kind, cost }: Alternative): void {
    const { faults, turns } = this.left;
    const left = { faults: faults - (cost === 'fault' ? 1 : 0), turns: turns - (cost === 'turn' ? 1 : 0) };
    if (left.faults < 0 || left.turns < 0) return;
    this.branches.push({ schedule: [...this.schedule, { point, take: name }], left, kind, cost });
  }
}

/** States that were seen. */
export interface StateSet {
  keyOf(state: string): string;
  /** False: it is known. */
  add(key: string): boolean;
  readonly size: number;
}

/** A schedule that is not of this saga, or of another version of it. */
export class Mismatch extends Error {
  constructor(
    readonly choice: Choice,
    alternatives: readonly Alternative[],
  ) {
    super(
      `at point ${choice.point} there is no '${choice.take}': ${alternatives.map(({ name }) => name).join(', ') || 'nothing can happen there'}`,
    );
  }
}
