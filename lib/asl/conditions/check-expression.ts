import { among } from '../../saga';
import { type AstNode, parse } from '../lint/syntax';
import {
  type Around,
  addGuard,
  type Notes,
  type Place,
  placeOf,
  unknownVariable,
  unneeded,
} from './expression-path';
import type { Ground } from './findings';
import { FUNCTIONS } from './functions';
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

interface Side extends Place {
  readonly text: string;
  /** It has these types whatever the data: no guard has to ask. */
  readonly isCertain: boolean;
}

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

const textOf = (node: AstNode): string => {
  if (node.type === 'path') {
    const [first, ...rest] = node.steps ?? [];
    return [
      first?.type === 'variable' ? `$${String(first.value)}` : String(first?.value),
      ...rest.map(({ value }) => String(value)),
    ].join('.');
  }
  return node.type === 'number' || node.type === 'string' || node.type === 'value'
    ? JSON.stringify(node.value)
    : 'an expression';
};

const nameOf = ({ text, types }: Side): string =>
  types === 'any' ? text : `${text} (${[...types].join(' or ')})`;

const areApart = (a: Types, b: Types): boolean =>
  a !== 'any' && b !== 'any' && ![...a].some((type) => b.has(type));

/** Numbers with numbers, texts with texts: anything else fails when it is asked. */
const ordered = (operator: string, left: Side, right: Side, notes: Notes): void => {
  const type = (['number', 'string'] as const).find((one) =>
    [left, right].every(({ types }) => types === 'any' || (types.size === 1 && types.has(one))),
  );
  if (!type) {
    notes.findings.add(
      `'${operator}' orders two numbers or two texts, and here ${nameOf(left)} stands beside ${nameOf(right)}`,
    );
    return;
  }
  for (const side of [left, right]) declared(side, notes);
  for (const side of [left, right]) guard(side, type, notes);
};

const needs = (side: Side, type: 'number' | 'string', by: string, notes: Notes): void => {
  if (side.types !== 'any' && !(side.types.size === 1 && side.types.has(type))) {
    notes.findings.add(`${by} takes a ${type}, and ${nameOf(side)} may be something else`);
    return;
  }
  declared(side, notes);
  guard(side, type, notes);
};

/**
 * A value that may be anything fails in an operator now and then. It is asked for its type where the machine asks the
 * condition; whoever decides it from the log evaluates the text alone, and has to come to the same.
 */
const declared = ({ types, text }: Side, { findings }: Notes): void => {
  if (types !== 'any' || findings.size > 0) return;
  findings.add(
    `nothing says whether ${text} is a number or a text: give it a schema (\`result:\` of the step that makes it), ` +
      'or write the condition over fieldsOf(...) and resultOf(...)',
  );
};

/** An input is asked before anybody has checked it. */
const guard = (side: Side, type: ValueType, notes: Notes): void => {
  const source = side.isCertain ? undefined : sourceOf(side, notes);
  if (source) addGuard(`$not($exists(${source})) or $type(${source}) = '${type}'`, [source], notes);
};

/** What a guard asks about. Where something else was found already, that may be why there is nothing to ask. */
const sourceOf = ({ source, text }: Side, { findings }: Notes): string | undefined => {
  if (!source && findings.size === 0) {
    findings.add(
      `the type of ${text} cannot be asked before it is used: compute it in a step, and ask its result`,
    );
  }
  return source;
};

/** `$results.check-credit.score` is `$results.check` less `credit.score`. */
const kebabTrap = (lhs: AstNode, rhs: AstNode, ground: Ground): string | undefined => {
  const [first, ...rest] = rhs.steps ?? [];
  if (lhs.type !== 'path' || rhs.type !== 'path' || first?.type !== 'name') return undefined;
  const left = (lhs.steps ?? []).map(({ value }) => String(value));
  const meant = `${left[left.length - 1]}-${String(first.value)}`;
  const inResults = left[0] === 'results' && left.length === 2;
  const known = inResults ? [...ground.results.keys(), ...ground.later] : [];
  const written = [`$${left.join('.')}-${String(first.value)}`, ...rest.map(({ value }) => value)].join('.');
  const right = [`$${left.slice(0, -1).join('.')}.\`${meant}\``, ...rest.map(({ value }) => value)].join('.');
  const hint = inResults && !known.includes(meant) ? among(meant, known) : '';
  return `'${written}' is a subtraction: write ${right}${hint.startsWith(': did') ? ` (${hint.slice(2)})` : ''}`;
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
