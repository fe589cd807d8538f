import type { State, StateChain } from '../asl';
import type { Frame } from './frame';
import type { Awaitable, Settlement, StateQuery } from './query/state-query';

/** A state came to its end: what it hands on, and the state that follows; none: the chain ends. */
export interface Completion {
  readonly settlement: Settlement;
  readonly next: string | undefined;
}

/** One attempt of a state. Throws StateFailure, or CANCELLED. */
export type StateRunner = (frame: Frame) => Awaitable<Completion>;

/** A state with its expressions compiled. */
export interface Node {
  readonly name: string;
  readonly state: State;
  readonly query: StateQuery;
  readonly run: StateRunner;
}

/** A chain of states, ready to run any number of times. */
export interface Chain {
  readonly startAt: string;
  readonly nodes: ReadonlyMap<string, Node>;
}

/** What an executor is given to prepare a state. */
export interface Preparation {
  readonly name: string;
  readonly query: StateQuery;
  /** Prepares a chain inside the state. */
  readonly chain: (inner: StateChain) => Chain;
}
