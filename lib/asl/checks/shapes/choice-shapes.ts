import { type Fields, isFields } from '../../fields';
import type { Diagnostic } from '../diagnostic';
import { schemaProblem } from '../diagnostic';
import { path } from './path-rules';
import { assign } from './recovery-shapes';
import { anything, isExpression, isTimestamp, text, truth } from './rules';
import { expected, listOf, type Place, type Rule, type Shape, shapeProblems } from './shape';

/** A rule in JSONata: true, false, or an expression that yields one of them. */
const condition: Rule = (value, { location }) =>
  typeof value === 'boolean' || isExpression(value)
    ? []
    : [expected('STRING', location, 'write it as {% expression %}')];

const JSONATA_RULE: Shape = {
  required: ['Condition', 'Next'],
  fields: {
    Condition: { rule: condition },
    Next: { rule: text },
    Assign: { rule: assign },
    Output: { rule: anything },
    Comment: { rule: text },
  },
};

const numeric: Rule = (value, { location }) =>
  typeof value === 'number' ? [] : [expected('NUMBER', location, 'give a number')];
const moment: Rule = (value, place) =>
  isTimestamp(value) ? [] : [expected('TIMESTAMP', place.location, 'write it as 2030-12-31T23:59:00Z')];

const ORDER = ['LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
const comparing = (kind: string, rule: Rule, operators: readonly string[]): (readonly [string, Rule])[] =>
  operators.flatMap((operator) => [
    [`${kind}${operator}`, rule],
    [`${kind}${operator}Path`, path],
  ]);

/** Source: Amazon States Language specification, "Choice State". */
const OPERATORS: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...comparing('Boolean', truth, ['Equals']),
  ...comparing('Numeric', numeric, ['Equals', ...ORDER]),
  ...comparing('String', text, ['Equals', ...ORDER]),
  ...comparing('Timestamp', moment, ['Equals', ...ORDER]),
  ['StringMatches', text],
  ...['IsBoolean', 'IsNull', 'IsNumeric', 'IsPresent', 'IsString', 'IsTimestamp'].map(
    (operator) => [operator, truth] as const,
  ),
]);

const JOINING = ['And', 'Or', 'Not'];
const TOP_FIELDS = ['Next', 'Assign', 'Comment'];

/** Exactly one operator, or one of And, Or and Not, which take rules without Next. */
const comparison = (rule: Fields, place: Place, isTop: boolean): readonly Diagnostic[] => {
  const { location } = place;
  const operators = Object.keys(rule).filter((field) => OPERATORS.has(field) || JOINING.includes(field));
  const [operator = '', ...more] = operators;
  const joins = JOINING.includes(operator);
  const allowed = [...operators, ...(isTop ? TOP_FIELDS : ['Comment']), ...(joins ? [] : ['Variable'])];
  const unknown = Object.keys(rule).filter((field) => !allowed.includes(field));
  return [
    ...unknown.map((field) =>
      schemaProblem(
        location,
        `Field '${field}' is not supported`,
        field === 'Next' || field === 'Assign'
          ? 'put it into the rule itself'
          : 'use one operator of the States Language',
      ),
    ),
    ...(operator === '' || more.length > 0 ? [notOneOperator(location, operators)] : []),
    ...operandProblems(rule, operators, place),
    ...(joins || operator === '' ? [] : variable(rule, place)),
    ...(isTop ? topFields(rule, place) : []),
    ...(rule.Comment === undefined
      ? []
      : text(rule.Comment, { ...place, field: 'Comment', location: `${location}/Comment` })),
  ];
};

const notOneOperator = (location: string, operators: readonly string[]): Diagnostic =>
  schemaProblem(
    location,
    `A Choice rule must have exactly one comparison operator, not ${operators.length === 0 ? 'none' : operators.join(', ')}`,
    'give it one, and join several with And or Or',
  );

const variable = (rule: Fields, place: Place): readonly Diagnostic[] =>
  rule.Variable === undefined
    ? [schemaProblem(place.location, 'These fields are required: [Variable]', 'add it')]
    : path(rule.Variable, { ...place, field: 'Variable', location: `${place.location}/Variable` });

const topFields = (rule: Fields, place: Place): readonly Diagnostic[] => [
  ...(rule.Next === undefined
    ? [schemaProblem(place.location, 'These fields are required: [Next]', 'name the state it leads to')]
    : text(rule.Next, { ...place, field: 'Next', location: `${place.location}/Next` })),
  ...(rule.Assign === undefined
    ? []
    : assign(rule.Assign, { ...place, field: 'Assign', location: `${place.location}/Assign` })),
];

const operandProblems = (rule: Fields, operators: readonly string[], place: Place): readonly Diagnostic[] =>
  operators.flatMap((operator) => {
    const value = rule[operator];
    const at = { ...place, field: operator, location: `${place.location}/${operator}` };
    if (operator === 'Not') return inner(value, at);
    if (operator === 'And' || operator === 'Or') return listOf(inner, { nonEmpty: true })(value, at);
    return OPERATORS.get(operator)?.(value, at) ?? [];
  });

const inner: Rule = (value, place) =>
  isFields(value) ? comparison(value, place, false) : [expected('OBJECT', place.location, 'give a rule')];

const choiceRule: Rule = (value, place) => {
  if (!isFields(value)) return [expected('OBJECT', place.location, 'give a rule')];
  return place.language === 'JSONata'
    ? shapeProblems(value, JSONATA_RULE, place.location, 'JSONata')
    : comparison(value, place, true);
};

export const choiceRules: Rule = listOf(choiceRule, { nonEmpty: true });
