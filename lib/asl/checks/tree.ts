import { entriesOf, type Fields, isFields } from '../fields';
import type { QueryLanguage, StateType } from '../types';
import { STATE_TYPES } from './shapes/state-types';

/** A chain of states wherever it stands: the machine itself, a branch, the processor of a Map. */
export interface ChainNode {
  /** `''` for the machine itself. */
  readonly location: string;
  readonly fields: Fields;
  /** The objects among its States. */
  readonly states: readonly StateNode[];
  readonly owner?: StateNode;
}

export interface StateNode {
  readonly name: string;
  readonly location: string;
  readonly fields: Fields;
  /** undefined when the definition has none that exists. */
  readonly type: StateType | undefined;
  readonly language: QueryLanguage;
  readonly chain: ChainNode;
  readonly inner: readonly ChainNode[];
}

/** A definition of which nothing is certain yet: parts that are no objects are left out. */
export interface DefinitionTree {
  readonly machine: ChainNode;
  readonly language: QueryLanguage;
  readonly chains: readonly ChainNode[];
  readonly states: readonly StateNode[];
  readonly type: 'STANDARD' | 'EXPRESS';
  /** Chains lie deeper than DEEPEST: they were not followed. */
  readonly tooDeep: readonly string[];
}

/** Parallels and Maps in one another. A bound of our own: AWS names none, but has TOO_DEEPLY_NESTED. */
const DEEPEST = 50;

/**
 * Only the exact text "JSONPath" asks for JSONPath; anything else that is there means JSONata. Chains inside a state
 * take the machine's language, not the state's. Source: seen on AWS.
 */
const languageOf = (fields: Fields, inherited: QueryLanguage): QueryLanguage => {
  if (fields.QueryLanguage === undefined) return inherited;
  return fields.QueryLanguage === 'JSONPath' ? 'JSONPath' : 'JSONata';
};

export const treeOf = (definition: Fields, type: DefinitionTree['type']): DefinitionTree => {
  const language = languageOf(definition, 'JSONPath');
  const tooDeep: string[] = [];

  const chain = (fields: Fields, location: string, depth: number, owner?: StateNode): ChainNode => {
    const states: StateNode[] = [];
    const node: ChainNode = { location, fields, states, ...(owner ? { owner } : {}) };
    for (const [name, value] of Object.entries(isFields(fields.States) ? fields.States : {})) {
      if (isFields(value)) states.push(state(name, value, node, depth));
    }
    return node;
  };

  const state = (name: string, fields: Fields, parent: ChainNode, depth: number): StateNode => {
    const location = `${parent.location}/States/${name}`;
    const inner: ChainNode[] = [];
    const known = STATE_TYPES.find((each) => each === fields.Type);
    const node: StateNode = {
      ...{ name, location, fields, type: known, chain: parent, inner },
      language: languageOf(fields, language),
    };
    for (const [at, part] of chainsIn(fields)) {
      if (depth === DEEPEST) tooDeep.push(location + at);
      else inner.push(chain(part, location + at, depth + 1, node));
    }
    return node;
  };

  const machine = chain(definition, '', 0);
  const chains = withInner(machine);
  return { machine, language, chains, states: chains.flatMap(({ states }) => states), type, tooDeep };
};

const chainsIn = (fields: Fields): readonly (readonly [at: string, chain: Fields])[] => [
  ...entriesOf(fields.Branches).map(([index, branch]) => [`/Branches[${index}]`, branch] as const),
  ...['ItemProcessor', 'Iterator'].flatMap((field) => {
    const processor = fields[field];
    return isFields(processor) ? [[`/${field}`, processor] as const] : [];
  }),
];

const withInner = (chain: ChainNode): readonly ChainNode[] => [
  chain,
  ...chain.states.flatMap(({ inner }) => inner.flatMap(withInner)),
];
