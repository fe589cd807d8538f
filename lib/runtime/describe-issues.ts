import type { SchemaIssue } from '../saga';
import { isWrapper, nodeOf, textOf } from './schema-text';

/** What was refused, and who is told: only the author of a value gets to see it again; logs, causes and queues never. */
export interface Refused {
  readonly schema: unknown;
  readonly value: unknown;
  readonly reader: 'author' | 'anybody';
}

/** Issues that are told; the others are counted. An author mends them all at once; what is logged stays short. */
const MOST_TOLD: Readonly<Record<Refused['reader'], number>> = { author: 12, anybody: 3 };

/**
 * What is wrong with a value, by field, expectation and value: `items.0.quantity: expected a whole number from 1 to 1000,
 * got "four"`. Instead of the value `anybody` reads of what kind it was, and no key that the schema does not have.
 */
export const describeIssues = (issues: readonly SchemaIssue[], refused: Refused): string => {
  const told = issues.flatMap((issue) => describe(issue, refused));
  const most = MOST_TOLD[refused.reader];
  const more = told.length - most;
  return [...told.slice(0, most), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};

const describe = (issue: SchemaIssue, refused: Refused): readonly string[] => {
  const { keys } = issue as { readonly keys?: readonly string[] };
  const schema = schemaAt(refused.schema, issue.path);
  if (keys) return unknownKeys(issue.path, keys, schema, refused);
  const field = prefix(issue.path, refused);
  const value = valueAt(refused.value, issue.path);
  const claim = claimOf(issue, schema);
  if (value === undefined) return [`${field}missing, ${claim}`];
  return [`${field}${claim}, got ${refused.reader === 'author' ? shown(value) : kindOf(value)}`];
};

/** Messages of a schema that say nothing of what was expected: those that nobody wrote. */
const BARE = /^(Invalid|Too (big|small))\b/;

const claimOf = ({ message }: SchemaIssue, schema: unknown): string => {
  const expected = BARE.test(message) ? textOf(schema) : undefined;
  return expected === undefined ? message : `expected ${expected}`;
};

const unknownKeys = (
  path: readonly PropertyKey[],
  keys: readonly string[],
  schema: unknown,
  refused: Refused,
): readonly string[] => {
  const known = Object.keys((nodeOf(inside(schema))?.shape as object | undefined) ?? {});
  const expected = known.length === 0 ? '' : `, expected one of ${known.join(', ')}`;
  if (refused.reader === 'author') {
    return keys.map((key) => `${prefix([...path, key], refused)}unknown key${expected}`);
  }
  const count = keys.length === 1 ? '1 unknown key' : `${keys.length} unknown keys`;
  return [`${prefix(path, refused)}${count}${expected}`];
};

/**
 * `items.0.quantity: `; nothing where the whole value is meant. Keys that are data themselves (those of a record) are for
 * their author alone.
 */
const prefix = (path: readonly PropertyKey[], { schema, reader }: Refused): string => {
  if (path.length === 0) return '';
  const names = path.map((key, index) => {
    const holder = nodeOf(inside(schemaAt(schema, path.slice(0, index))));
    return reader === 'anybody' && holder?.type === 'record' ? '*' : String(key);
  });
  return `${names.join('.')}: `;
};

/** The schema without what only says whether it may be missing. */
const inside = (schema: unknown): unknown => {
  const node = nodeOf(schema);
  return node && isWrapper(node) ? inside(node.innerType) : schema;
};

/** Undefined where the way cannot be told, as through a union. */
const schemaAt = (schema: unknown, path: readonly PropertyKey[]): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const node = nodeOf(inside(schema));
  const shape = node?.shape as Readonly<Record<PropertyKey, unknown>> | undefined;
  return schemaAt(shape?.[key] ?? node?.element ?? node?.valueType, rest);
};

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((at, key) => (at as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key], value);

const MOST_SHOWN = 40;

const shown = (value: unknown): string => {
  if (typeof value === 'object' && value !== null)
    return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN - 1)}…` : text;
};

const kindOf = (value: unknown): string => {
  if (typeof value === 'object') return shown(value);
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
};
