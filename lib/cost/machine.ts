/**
 * A state machine as the estimator sees it: who follows whom, who retries and catches what, which states stand
 * inside others. Nothing of the data flow. States know each other by their place in `Chain.states`.
 */
export interface Machine extends Chain {
  /** Every state, also inside branches and processors, by name (names are unique within a machine). */
  readonly byName: ReadonlyMap<string, StateNode>;
}

/** States with one entry: the machine itself, a branch, the processor of a Map. */
export interface Chain {
  readonly start: number;
  readonly states: readonly StateNode[];
}

export interface StateNode {
  readonly name: string;
  readonly kind: StateKind;
  /** Where it goes when all is well; more than one only for a Choice. Empty: the chain ends here. */
  readonly next: readonly number[];
  /** A Choice without Default fails when no rule holds. */
  readonly mayMatchNothing: boolean;
  readonly retriers: readonly RetrierRule[];
  readonly catchers: readonly CatcherRule[];
}

export type StateKind =
  | { readonly type: 'Task'; readonly resource: string; readonly queue: string | undefined }
  | { readonly type: 'Pass' | 'Wait' | 'Choice' | 'Succeed' }
  /** `error` is undefined when it is computed at run time. */
  | { readonly type: 'Fail'; readonly error: string | undefined }
  | { readonly type: 'Parallel'; readonly branches: readonly Chain[] }
  | {
      readonly type: 'Map';
      readonly processor: Chain;
      readonly mode: 'inline' | 'distributed-standard' | 'distributed-express';
      /** Items that one iteration takes (batching); 1 without. */
      readonly batch: number;
      /** Iterations that may fail without failing the Map: a count, or a share of all (0 to 1). */
      readonly tolerated: { readonly count: number; readonly share: number };
    };

export interface RetrierRule {
  readonly errors: readonly string[];
  /** Retries after the first attempt. */
  readonly maxAttempts: number;
}

export interface CatcherRule {
  readonly errors: readonly string[];
  readonly to: number;
}

/** The states inside a state. */
export const inner = (kind: StateKind): readonly Chain[] => {
  if (kind.type === 'Parallel') return kind.branches;
  return kind.type === 'Map' ? [kind.processor] : [];
};

/** Whether the state can fail by what happens outside (all others fail only by their own expressions). */
export const isFallible = (kind: StateKind): boolean =>
  kind.type === 'Task' || kind.type === 'Parallel' || kind.type === 'Map';
