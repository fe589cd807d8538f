import { type AstNode, parse } from '../lint/syntax';
import { type Around, type Notes, type Place, placeOf } from './expression-path';
import { among, type Ground } from './findings';
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
  const notes: Notes = { findings: new Set(), guards: new Set(), ground };
  typesOfNode(parsed.ast, notes, undefined);
  return { findings: [...notes.findings], guards: [...notes.guards] };
};

const of = (...types: readonly ValueType[]): Types => new Set(types);

const typesOfNode = (node: AstNode, notes: Notes, around: Around): Types => {
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
      notes.findings.add(
        `it uses what a condition does not need (${String(node.type)}): compute it in a step, and ask its result`,
      );
      return 'any';
  }
};

const typesOfVariable = ({ value }: AstNode, { findings }: Notes): Types => {
  if (value === 'input' || value === 'results') return of('object');
  findings.add(`it reads $${String(value)}, which is not there: conditions see $input and $results`);
  return 'any';
};

const ORDER = new Set(['<', '<=', '>', '>=']);
const ARITHMETIC = new Set(['+', '-', '*', '/', '%']);

const typesOfBinary = (node: AstNode, notes: Notes, around: Around): Types => {
  const operator = String(node.value);
  const { lhs, rhs } = node;
  if (!lhs || !rhs) return 'any';
  if (operator === '-' && around === undefined) {
    const trap = kebabTrap(lhs, rhs, notes.ground);
    if (trap) {
      notes.findings.add(trap);
      return 'any';
    }
  }
  const sides = [lhs, rhs].map((side) => sideOf(side, notes, around));
  const [left, right] = sides as [Side, Side];
  if (ORDER.has(operator)) {
    ordered(operator, left, right, notes);
    return of('boolean');
  }
  if (ARITHMETIC.has(operator)) {
    for (const side of sides) needs(side, 'number', `'${operator}'`, notes);
    return of('number');
  }
  if (operator === '=' && areApart(left.types, right.types)) {
    notes.findings.add(`it compares ${nameOf(left)} with ${nameOf(right)}, which never holds`);
  }
  return operator === '&' ? of('string') : of('boolean');
};

interface Side extends Place {
  readonly text: string;
}

const sideOf = (node: AstNode, notes: Notes, around: Around): Side => ({
  ...(node.type === 'path'
    ? placeOf(node, notes, around, typesOfNode)
    : { types: typesOfNode(node, notes, around) }),
  text: textOf(node),
});

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
  if (left.types === 'any' && right.types === 'any') {
    if (left.source && right.source) {
      notes.guards.add(
        `$not($exists(${left.source}) and $exists(${right.source})) or ` +
          `$type(${left.source}) = $type(${right.source}) and $type(${left.source}) in ['number', 'string']`,
      );
    }
    return;
  }
  for (const side of [left, right]) guard(side, type, notes);
};

const needs = (side: Side, type: 'number' | 'string', by: string, notes: Notes): void => {
  if (side.types !== 'any' && !(side.types.size === 1 && side.types.has(type))) {
    notes.findings.add(`${by} takes a ${type}, and ${nameOf(side)} may be something else`);
    return;
  }
  guard(side, type, notes);
};

/** An input is asked before anybody has checked it, and a result that has no schema may be anything. */
const guard = ({ source }: Side, type: ValueType, { guards }: Notes): void => {
  if (source) guards.add(`$not($exists(${source})) or $type(${source}) = '${type}'`);
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
  const inner = (node as { readonly expression?: AstNode }).expression;
  if (node.value === '-' && inner) {
    needs(sideOf(inner, notes, around), 'number', "'-'", notes);
    return of('number');
  }
  if (node.value === '[') {
    for (const element of node.expressions ?? []) typesOfNode(element, notes, around);
    return of('array');
  }
  notes.findings.add('it makes an object, which a condition does not need');
  return 'any';
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
  for (const [index, type] of known.takes.entries()) {
    const side = sides[index];
    if (side && type !== 'any') needs(side, type, `$${name}`, notes);
  }
  return of(known.gives);
};
