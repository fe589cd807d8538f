import { list } from '../../fields';
import { schemaProblem } from '../diagnostic';
import { expected, type Rule } from './shape';

export const anything: Rule = () => [];

export const text: Rule = (value, { location }) =>
  typeof value === 'string' ? [] : [expected('STRING', location, 'give a text')];

export const truth: Rule = (value, { location }) =>
  typeof value === 'boolean' ? [] : [expected('BOOLEAN', location, 'give true or false')];

export const object: Rule = (value, { location }) =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? []
    : [expected('OBJECT', location, 'give an object')];

export const oneOf =
  (...allowed: readonly string[]): Rule =>
  (value, { location, field }) => {
    if (typeof value !== 'string') return [expected('STRING', location, `use ${list(allowed)}`)];
    if (allowed.includes(value)) return [];
    const message = `The field '${field}' should have one of these values: [${allowed.join(', ')}]`;
    return [schemaProblem(location, message, 'use one of them')];
  };

/** AWS words it in another way than other enumerations. */
export const queryLanguage: Rule = (value, { location }) => {
  if (typeof value !== 'string') return [expected('STRING', location, 'use JSONPath or JSONata')];
  return value === 'JSONPath' || value === 'JSONata'
    ? []
    : [
        schemaProblem(
          location,
          'Value should be one of the following: [JSONPath, JSONata]',
          'use one of them',
        ),
      ];
};

interface Range {
  readonly least: number;
  readonly most?: number;
}

const rangeText = ({ least, most }: Range): string =>
  most === undefined ? `at least ${least}` : `from ${least} to ${most}`;

const isInside = (value: number, { least, most = Number.POSITIVE_INFINITY }: Range): boolean =>
  value >= least && value <= most;

export const wholeNumber =
  (range: Range): Rule =>
  (value, { location, field }) => {
    if (!Number.isInteger(value)) {
      return [expected('INTEGER', location, `give a whole number ${rangeText(range)}`)];
    }
    if (isInside(value as number, range)) return [];
    return [
      schemaProblem(location, `The value of '${field}' must be ${rangeText(range)}`, 'change the number'),
    ];
  };

export const number =
  (range: Range): Rule =>
  (value, { location, field }) => {
    if (typeof value !== 'number') return [expected('NUMBER', location, `give a number ${rangeText(range)}`)];
    if (isInside(value, range)) return [];
    return [
      schemaProblem(location, `The value of '${field}' must be ${rangeText(range)}`, 'change the number'),
    ];
  };

export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}');

/** In JSONata also an expression; half an expression is another check's business. */
export const orExpression =
  (rule: Rule): Rule =>
  (value, place) => {
    if (place.language !== 'JSONata' || typeof value !== 'string') return rule(value, place);
    return value.startsWith('{%') || value.endsWith('%}') ? [] : rule(value, place);
  };

/** Source: recorded on AWS: RFC 3339 with a T and an offset, up to nine digits of a second. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

export const isTimestamp = (value: unknown): boolean =>
  typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));

export const timestamp: Rule = (value, place) => {
  const wrong = text(value, place);
  if (wrong.length > 0 || isTimestamp(value)) return wrong;
  const remedy = "write it as 2030-12-31T23:59:00Z, with a 'T' and an offset";
  return [schemaProblem(place.location, 'String does not match RFC3339 timestamp', remedy)];
};
