import { DefinitionError, type QueryLanguage, type State, type StateChain } from '../asl';
import { prepareState } from './executors';
import type { Frame } from './frame';
import { QueryError } from './jsonata/template';
import { PathError } from './jsonpath/scope';
import { jsonataQuery } from './query/jsonata-query';
import { jsonPathQuery } from './query/jsonpath-query';
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

/** Compiles every expression of `chain`. Throws DefinitionError, with the state's name. */
export const prepareChain = (chain: StateChain, language: QueryLanguage): Chain => ({
  startAt: chain.StartAt,
  nodes: new Map(
    Object.entries(chain.States).map(([name, state]) => [name, prepareNode(name, state, language)]),
  ),
});

const QUERIES: Readonly<Record<QueryLanguage, (state: State) => StateQuery>> = {
  JSONata: jsonataQuery,
  JSONPath: jsonPathQuery,
};

const prepareNode = (name: string, state: State, inherited: QueryLanguage): Node => {
  const chain = (inner: StateChain): Chain => prepareChain(inner, inherited);
  let query: StateQuery;
  try {
    query = QUERIES[state.QueryLanguage ?? inherited](state);
  } catch (error) {
    if (!(error instanceof QueryError || error instanceof PathError)) throw error;
    throw new DefinitionError(`State '${name}': ${error.message}; correct the expression`);
  }
  return { name, state, query, run: prepareState(state, { name, query, chain }) };
};
