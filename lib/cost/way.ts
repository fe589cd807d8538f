import type { Chances } from './chances';
import type { StateNode } from './machine';
import type { Arrow } from './visits';

/** A way out of a state, with what distinguishes it from the happy one. */
export interface Way extends Arrow {
  /** Set where the way ends the chain with an error. */
  readonly failure?: { readonly error: string | undefined; readonly origin: string };
  readonly event?: PathEvent;
}

export type PathEvent =
  | { readonly kind: 'fails'; readonly state: string; readonly error: string | undefined }
  | { readonly kind: 'chooses'; readonly state: string; readonly to: string }
  /** Items of a Map failed, no more of them than it tolerates. */
  | { readonly kind: 'tolerates'; readonly state: string };

/** USD of one attempt of a task, all but its transition. */
export interface AttemptUsd {
  readonly answered: number;
  readonly refused: number;
  readonly lost: number;
  /** Once more for a visit that ends with an error. */
  readonly givenUp: number;
  /** Once more for any visit. */
  readonly visited: number;
}

/** What the figures of a state rest on. */
export interface Basis {
  readonly chances: Chances;
  readonly attemptUsd: (state: StateNode) => AttemptUsd;
}

/** How often, per visit of a state, something happens inside it. */
export interface PerVisit {
  readonly attempts: number;
  readonly answered: number;
  readonly refused: number;
  readonly lost: number;
  /** Runs of each inner chain per attempt (items of a Map; 1 for a branch). */
  readonly runs: number;
}

export interface StateWays {
  readonly ways: readonly Way[];
  readonly perVisit: PerVisit;
}
