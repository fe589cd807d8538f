/** What taking an alternative costs: a fault, a turn out of order, or nothing (the fault that made it possible is paid for). */
export type Cost = 'fault' | 'turn' | 'none';

/** One way in which things may go other than they would. */
export interface Alternative {
  /** Unique at its point, without blanks at its ends: it stands in schedules. */
  readonly name: string;
  /** Kind of fault, as the tables of a report count it. */
  readonly kind: string;
  readonly cost: Cost;
}

/**
 * Whatever can go one way or another asks it: faults, orders, deliveries, operators, time. So what happened is a list of
 * its answers, and the same answers make the same happen again.
 */
export interface Oracle {
  /** Name of the alternative that is taken; undefined: things take their course. `place` says where, for a reader. */
  choose(place: string, alternatives: readonly Alternative[]): string | undefined;
  /**
   * Nothing is under way but what waits for its turn. `state` says how the world stands, so that one that is known need
   * not be looked at twice. @throws Cut
   */
  rest(state: () => string): void;
}

/** The world stands as it stood in a run before: what follows is known. */
export class Cut extends Error {}
