import {
  expressionParts,
  isExpression,
  type StatesField,
  sourceOf,
  textsIn,
} from '../jsonata/expression-parts';
import { memoized } from '../jsonata/memoized';
import { type AstNode, type Parsed, parse } from '../jsonata/syntax';
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

const parsedOf = new WeakMap<DefinitionTree, readonly (JsonataText & { readonly parsed: Parsed })[]>();

/** The expressions of a definition, each parsed once for all checks. */
export const expressionsIn = (
  tree: DefinitionTree,
): readonly (JsonataText & { readonly parsed: Parsed })[] => {
  const known = parsedOf.get(tree);
  if (known) return known;
  const parseOnce = memoized(parse);
  const found = jsonataTexts(tree)
    .filter(({ text }) => isExpression(text))
    .map((each) => ({ ...each, parsed: parseOnce(sourceOf(each.text)) }));
  parsedOf.set(tree, found);
  return found;
};

/** Those that are JSONata. */
export const parsedExpressions = (
  tree: DefinitionTree,
): readonly (Omit<JsonataText, 'text'> & { readonly ast: AstNode })[] =>
  expressionsIn(tree).flatMap(({ parsed, location, sees }) =>
    parsed.ok ? [{ ast: parsed.ast, location, sees }] : [],
  );
