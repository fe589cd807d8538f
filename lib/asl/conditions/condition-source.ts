import type { Condition, Operand, Reference, Scalar } from '../../saga';

/**
 * A condition as JSONata over `$input` and `$results`, always true or false: every comparison asks for the types first,
 * because JSONata fails where it compares a text with a number, and a Choice has no Catch.
 */
export const conditionSource = (condition: Condition): string => {
  switch (condition.kind) {
    case 'exists':
      return `$exists(${referenceSource(condition.value)})`;
    case 'is-true':
      return `${referenceSource(condition.value)} = true`;
    case 'one-of':
      return joined(
        'or',
        condition.values.map((value) => `${referenceSource(condition.value)} = ${literalSource(value)}`),
      );
    case 'compare':
      return comparisonSource(condition);
    case 'all':
      return joined('and', condition.conditions.map(conditionSource));
    case 'any':
      return joined('or', condition.conditions.map(conditionSource));
    case 'not':
      return `$not(${conditionSource(condition.condition)})`;
  }
};

/** What holds of no conditions at all: all of none do, any of none does not. */
const joined = (operator: 'and' | 'or', parts: readonly string[]): string => {
  if (parts.length === 0) return operator === 'and' ? 'true' : 'false';
  return parts.map((part) => `(${part})`).join(` ${operator} `);
};

const ORDERED = ['number', 'string'] as const;
const EQUATED = [...ORDERED, 'boolean'] as const;

/** One alternative for each type that both sides may have. */
const comparisonSource = ({
  left,
  comparison,
  right,
}: Extract<Condition, { readonly kind: 'compare' }>): string => {
  const types = comparison === '=' ? EQUATED : ORDERED;
  const possible = types.filter((type) =>
    [left, right].every((operand) => (typeOf(operand) ?? type) === type),
  );
  const open = [left, right].filter((operand) => typeOf(operand) === undefined);
  const compared = `${operandSource(left)} ${comparison} ${operandSource(right)}`;
  const alternatives = possible.map((type) =>
    [...open.map((operand) => `$type(${operandSource(operand)}) = '${type}'`), compared].join(' and '),
  );
  return alternatives.length === 1 ? (alternatives[0] as string) : joined('or', alternatives);
};

const typeOf = (operand: Operand): string | undefined => {
  if (operand.kind === 'count') return 'number';
  return operand.kind === 'literal' ? typeof operand.value : undefined;
};

const operandSource = (operand: Operand): string => {
  switch (operand.kind) {
    case 'literal':
      return literalSource(operand.value);
    case 'count':
      return `$count(${referenceSource(operand.list)})`;
    default:
      return referenceSource(operand);
  }
};

/** JSON is valid in JSONata; a `%` is written out, so that no `%}` ends the expression. */
const literalSource = (value: Scalar): string => JSON.stringify(value).replaceAll('%', '\\u0025');

export const referenceSource = (reference: Reference): string =>
  reference.kind === 'input'
    ? ['$input', ...reference.path.map(nameSource)].join('.')
    : ['$results', ...[reference.step, ...reference.path].map(nameSource)].join('.');

/** In backticks unless it is a plain name: `check-credit` would be a subtraction. */
export const nameSource = (name: string): string =>
  PLAIN.test(name) && !KEYWORDS.has(name) ? name : `\`${name}\``;

const PLAIN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const KEYWORDS = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);
