import { type AstNode, parse } from '../jsonata/syntax';
import { type Around, type Notes, placeOf, unknownVariable, unneeded } from './expression-path';
import type { Ground } from './findings';
import { FUNCTIONS } from './functions';
import { kebabTrap } from './kebab-trap';
import { areApart, nameOf, needs, ordered, type Side, textOf } from './operand';
import type { Types, ValueType } from './schema-fields';

/** What a check of a condition written as JSONata comes to. */
export interface CheckedExpression {
  readonly findings: readonly string[];
  /** JSONata that is true when the values have the types that the expression needs; it is asked first. */
  readonly guards: readonly string[];
}

/**
 * Holds a condition written as JSONata against the schemas: each field has to be there, each operator gets what it can
 * work on. Only what is total is taken, because an expression that fails in a Choice ends the execution where no Catch
 * sees it.
 */
export const checkExpression = (source: string, ground: Ground): CheckedExpression => {
  const parsed = parse(source);
  if (!parsed.ok) return { findings: [`it is no JSONata: ${parsed.message}`], guards: [] };
  const guards = new Set<string>();
  const notes: Notes = { findings: new Set(), guards, guardsOfElement: guards, ground };
  const types = typesOfNode(parsed.ast, notes, undefined);
  if (notes.findings.size === 0 && types !== 'any' && !types.has('boolean')) {
    notes.findings.add(`it is a ${[...types].join(' or ')}, which is never true: write a comparison`);
  }
  return { findings: [...notes.findings], guards: [...notes.guards] };
};

const of = (...types: readonly ValueType[]): Types => new Set(types);

const typesOfNode = (node: AstNode, notes: Notes, around: Around): Types => {
  if (node.predicate || node.group) return unneeded(node.predicate ? 'filter' : 'group', notes);
  switch (node.type) {
    case 'number':
      return of('number');
    case 'string':
      return of('string');
    case 'value':
      return of(node.value === null ? 'null' : 'boolean');
    case 'path':
      return placeOf(node, notes, around, typesOfNode).types;
    case 'variable':
      return typesOfVariable(node, notes);
    case 'binary':
      return typesOfBinary(node, notes, around);
    case 'unary':
      return typesOfUnary(node, notes, around);
    case 'block':
      return (node.expressions ?? []).reduce<Types>((_, inner) => typesOfNode(inner, notes, around), 'any');
    case 'condition':
      return typesOfChoice(node, notes, around);
    case 'function':
      return typesOfCall(node, notes, around);
    default:
      return unneeded(node.type, notes);
  }
};

const isBracket = (node: AstNode): boolean =>
  node.type === 'block' && !node.predicate && !node.group && node.expressions?.length === 1;

const insideBrackets = (node: AstNode): AstNode =>
  isBracket(node) ? insideBrackets(node.expressions?.[0] as AstNode) : node;

const typesOfVariable = ({ value }: AstNode, notes: Notes): Types =>
  value === 'input' || value === 'results' ? of('object') : unknownVariable(String(value), notes);

const ORDER = new Set(['<', '<=', '>', '>=']);
const EQUALITY = new Set(['=', '!=']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '%']);
const LOGIC = new Set(['and', 'or', 'in']);

const typesOfBinary = (node: AstNode, notes: Notes, around: Around): Types => {
  const operator = String(node.value);
  const { lhs, rhs } = node;
  if (!lhs || !rhs) return unneeded(operator, notes);
  if (ARITHMETIC.has(operator)) return typesOfArithmetic(node, notes, around, 'computed-on');
  if (ORDER.has(operator) || EQUALITY.has(operator)) {
    const [left, right] = [comparedSide(lhs, notes, around), comparedSide(rhs, notes, around)];
    if (ORDER.has(operator)) ordered(operator, left, right, notes);
    if (operator === '=' && areApart(left.types, right.types)) {
      notes.findings.add(`it compares ${nameOf(left)} with ${nameOf(right)}, which never holds`);
    }
    return of('boolean');
  }
  for (const side of [lhs, rhs]) sideOf(side, notes, around);
  if (operator === '&') return of('string');
  return LOGIC.has(operator) ? of('boolean') : unneeded(operator, notes);
};

/**
 * What is computed may be no number any more (1 / 0), on which everything but a comparison fails, and no guard can ask
 * before.
 */
const typesOfArithmetic = (
  { value, lhs, rhs }: AstNode,
  notes: Notes,
  around: Around,
  use: 'compared' | 'computed-on',
): Types => {
  const trap = value === '-' && lhs && rhs && !around ? kebabTrap(lhs, rhs, notes.ground) : undefined;
  if (trap) {
    notes.findings.add(trap);
    return 'any';
  }
  for (const side of [lhs, rhs]) {
    if (side) needs(sideOf(side, notes, around), 'number', `'${String(value)}'`, notes);
  }
  if (use === 'computed-on') {
    notes.findings.add(
      `what '${String(value)}' computes can only be compared, since it may be no number: compute it in a step, and ask its result`,
    );
  }
  return of('number');
};

const CERTAIN = new Set(['number', 'string', 'value', 'binary', 'unary', 'function']);

const sideOf = (given: AstNode, notes: Notes, around: Around): Side => {
  const node = insideBrackets(given);
  return {
    ...(node.type === 'path' && !node.group
      ? placeOf(node, notes, around, typesOfNode)
      : { types: typesOfNode(node, notes, around) }),
    text: textOf(node),
    isCertain: CERTAIN.has(node.type),
  };
};

const comparedSide = (given: AstNode, notes: Notes, around: Around): Side => {
  const node = insideBrackets(given);
  return node.type === 'binary' && ARITHMETIC.has(String(node.value)) && !node.predicate && !node.group
    ? { types: typesOfArithmetic(node, notes, around, 'compared'), text: textOf(node), isCertain: true }
    : sideOf(node, notes, around);
};

const typesOfUnary = (node: AstNode, notes: Notes, around: Around): Types => {
  const inner = node.expression;
  if (node.value === '-' && inner) {
    needs(sideOf(inner, notes, around), 'number', "'-'", notes);
    return of('number');
  }
  if (node.value === '[') {
    for (const element of node.expressions ?? []) typesOfNode(element, notes, around);
    return of('array');
  }
  return unneeded('object', notes);
};

const typesOfChoice = (node: AstNode, notes: Notes, around: Around): Types => {
  const { condition } = node;
  const { then: yes, else: no } = node as { readonly then?: AstNode; readonly else?: AstNode };
  if (condition) typesOfNode(condition, notes, around);
  const types = [yes, no].flatMap((branch) => (branch ? [typesOfNode(branch, notes, around)] : []));
  return types.includes('any') ? 'any' : new Set(types.flatMap((one) => [...(one as Set<ValueType>)]));
};

const typesOfCall = (node: AstNode, notes: Notes, around: Around): Types => {
  const name = String(node.procedure?.value);
  const known = FUNCTIONS.get(name);
  const sides = (node.arguments ?? []).map((argument) => sideOf(argument, notes, around));
  if (!known || node.procedure?.type !== 'variable') {
    notes.findings.add(
      `it calls $${name}, which a condition cannot: it may call ${[...FUNCTIONS.keys()].map((one) => `$${one}`).join(', ')}`,
    );
    return 'any';
  }
  if (sides.length < known.least || sides.length > known.takes.length) {
    const wanted = [...new Set([known.least, known.takes.length])].join(' or ');
    notes.findings.add(`it gives $${name} ${sides.length} arguments: it takes ${wanted}`);
  }
  for (const [index, type] of known.takes.entries()) {
    const side = sides[index];
    if (side && type !== 'any') needs(side, type, `$${name}`, notes);
  }
  return of(known.gives);
};
