import { type JsonObject, ServiceError } from '../http';

/** What the API demands of one member of an input, before it looks at what the member means. */
export interface Constraint {
  readonly type: 'string' | 'number' | 'boolean' | 'list' | 'structure';
  readonly required?: true;
  /** Length of a text or a list, size of a number. */
  readonly min?: number;
  readonly max?: number;
  /** A regular expression; messages repeat it as it stands. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** Messages do not repeat it. */
  readonly sensitive?: true;
  /** Of a structure, or of each item of a list of structures. */
  readonly members?: Shape;
}

export type Shape = Readonly<Record<string, Constraint>>;

const JSON_TYPES: Readonly<Record<Constraint['type'], (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  list: Array.isArray,
  structure: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};

/**
 * Holds an input against its shape, in the words of AWS.
 * @throws ServiceError `ValidationException` with all that is wrong, or `SerializationException` for a wrong JSON type
 */
export const checkShape = (input: JsonObject, shape: Shape): void => {
  const found = violationsIn(input, shape, '');
  if (found.length === 0) return;
  const count = found.length === 1 ? '1 validation error' : `${found.length} validation errors`;
  throw new ServiceError('ValidationException', `${count} detected: ${found.join('; ')}`);
};

const violationsIn = (input: JsonObject, shape: Shape, prefix: string): readonly string[] =>
  Object.entries(shape).flatMap(([member, constraint]) =>
    violationsOf(input[member] ?? undefined, constraint, `${prefix}${member}`),
  );

const violationsOf = (value: unknown, constraint: Constraint, path: string): readonly string[] => {
  if (value === undefined) {
    return constraint.required ? [`Value null at '${path}' failed to satisfy constraint: ${NOT_NULL}`] : [];
  }
  if (!JSON_TYPES[constraint.type](value)) {
    throw wrongType(path, constraint.type);
  }
  const own = brokenRules(value, constraint).map(
    (rule) => `Value ${shown(value, constraint)}at '${path}' failed to satisfy constraint: ${rule}`,
  );
  return [...own, ...inner(value, constraint, path)];
};

const wrongType = (path: string, type: Constraint['type']): ServiceError =>
  new ServiceError('SerializationException', `The value at '${path}' is not a ${type}`);

const NOT_NULL = 'Member must not be null';

const inner = (value: unknown, { type, members }: Constraint, path: string): readonly string[] => {
  if (!members) return [];
  if (type === 'structure') return violationsIn(value as JsonObject, members, `${path}.`);
  return (value as readonly unknown[]).flatMap((item, index) => {
    const place = `${path}.${index + 1}.member`;
    if (!JSON_TYPES.structure(item)) throw wrongType(place, 'structure');
    return violationsIn(item as JsonObject, members, `${place}.`);
  });
};

const brokenRules = (value: unknown, constraint: Constraint): readonly string[] => {
  const { min = -Infinity, max = Infinity, pattern, values } = constraint;
  const rules: string[] = [];
  const what = typeof value === 'number' ? 'value' : 'length';
  const size = typeof value === 'number' ? value : ((value as { readonly length?: number }).length ?? 0);
  if (size < min) rules.push(`Member must have ${what} greater than or equal to ${min}`);
  if (size > max) rules.push(`Member must have ${what} less than or equal to ${max}`);
  if (pattern !== undefined && !new RegExp(pattern).test(value as string)) {
    rules.push(`Member must satisfy regular expression pattern: ${pattern}`);
  }
  if (values && !values.includes(value as string)) {
    rules.push(`Member must satisfy enum value set: [${values.join(', ')}]`);
  }
  return rules;
};

/** A value as the messages repeat it, with the blank behind it. */
const shown = (value: unknown, { sensitive, type }: Constraint): string => {
  if (sensitive) return '';
  return type === 'list' ? `'${listed(value as readonly JsonObject[])}' ` : `'${String(value)}' `;
};

/** Lists are written as the service's own objects print themselves. Source: recorded answers of CreateStateMachineAlias. */
const listed = (items: readonly JsonObject[]): string => {
  const one = (item: unknown): string =>
    typeof item === 'object' && item !== null
      ? `${'stateMachineVersionArn' in item ? 'RoutingConfigurationListItem' : ''}(${Object.entries(item)
          .map(([name, value]) => `${name}=${String(value)}`)
          .join(', ')})`
      : String(item);
  return `[${items.map(one).join(', ')}]`;
};
