import { DefinitionError, type QueryLanguage, type State, type StateChain } from '../asl';
import { PathError } from '../jsonpath';
import { prepareState } from './executors';
import { QueryError } from './jsonata/template';
import type { Chain, Node } from './node';
import { jsonataQuery } from './query/jsonata-query';
import { jsonPathQuery } from './query/jsonpath-query';
import type { StateQuery } from './query/state-query';

/**
 * Compiled chains, by the object of the definition: each is compiled once however often it runs, and by whichever
 * engine; what depends on the engine is handed in when it runs.
 */
const compiled = new WeakMap<StateChain, Chain>();

/** Compiles every expression of `chain`. Throws DefinitionError, with the state's name. */
export const prepareChain = (chain: StateChain, language: QueryLanguage): Chain => {
  const nodes = Object.entries(chain.States).map(
    ([name, state]) => [name, prepareNode(name, state, language)] as const,
  );
  const prepared = { startAt: chain.StartAt, nodes: new Map(nodes) };
  compiled.set(chain, prepared);
  return prepared;
};

export const isPrepared = (chain: StateChain): boolean => compiled.has(chain);

/** A chain that was prepared, by itself or as a part of another. */
export const preparedChain = (chain: StateChain): Chain => compiled.get(chain) as Chain;

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
