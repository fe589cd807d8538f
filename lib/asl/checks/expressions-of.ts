import {
  expressionParts,
  isExpression,
  type StatesField,
  sourceOf,
  textsIn,
} from '../jsonata/expression-parts';
import { memoized } from '../jsonata/memoized';
import { statesFieldsRead } from '../jsonata/states-fields';
import { allNodes, type Parsed, parse } from '../jsonata/syntax';
import { topLevelNames } from '../jsonata/top-level-names';
import type { DefinitionTree } from './tree';

/** A text of a JSONata state that may be an expression. */
export interface JsonataText {
  readonly text: string;
  readonly location: string;
  readonly sees: readonly StatesField[];
}

/** Every text where JSONata is read, whether it is an expression or not. */
export const jsonataTexts = ({ states }: DefinitionTree): readonly JsonataText[] =>
  states
    .filter(({ language, type }) => language === 'JSONata' && type !== undefined)
    .flatMap(({ fields, location }) =>
      expressionParts(fields).flatMap((part) =>
        textsIn(part.value, `${location}/${part.location}`).map((found) => ({ ...found, sees: part.sees })),
      ),
    );

/** What an expression says, whatever it stands in. */
interface Reading {
  readonly parsed: Parsed;
  /** What it reads of the context item. */
  readonly topLevel: readonly string[];
  readonly readsRoot: boolean;
  readonly statesFields: readonly string[];
}

const readingOf = (source: string): Reading => {
  const parsed = parse(source);
  if (!parsed.ok) return { parsed, topLevel: [], readsRoot: false, statesFields: [] };
  const nodes = allNodes(parsed.ast);
  return {
    parsed,
    topLevel: [...new Set(topLevelNames(parsed.ast))],
    readsRoot: nodes.some(({ type, value }) => type === 'variable' && value === '$'),
    statesFields: statesFieldsRead(nodes),
  };
};

const known = new WeakMap<DefinitionTree, readonly (JsonataText & Reading)[]>();

/** The expressions of a definition. One that stands in many places is read once, for all places and checks. */
export const expressionsIn = (tree: DefinitionTree): readonly (JsonataText & Reading)[] => {
  const found = known.get(tree);
  if (found) return found;
  const readOnce = memoized(readingOf);
  const expressions = jsonataTexts(tree)
    .filter(({ text }) => isExpression(text))
    .map((each) => ({ ...each, ...readOnce(sourceOf(each.text)) }));
  known.set(tree, expressions);
  return expressions;
};
