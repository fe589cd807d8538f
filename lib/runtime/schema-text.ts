/** The part of a zod schema that says what it takes: see `_zod.def` of zod's core, which is for tools like this. */
export interface SchemaNode {
  readonly type: string;
  readonly checks: readonly SchemaCheck[];
  readonly [field: string]: unknown;
}

interface SchemaCheck {
  readonly check?: string;
  readonly [field: string]: unknown;
}

type Def = Record<string, unknown> & { readonly type: string; readonly checks?: readonly unknown[] };

/** Undefined for what is no schema of zod. */
export const nodeOf = (schema: unknown): SchemaNode | undefined => {
  const def = defOf(schema) as Def | undefined;
  if (def === undefined) return undefined;
  // A schema that is a check itself (a whole number, an email) is the first of its own.
  const own = typeof def.check === 'string' ? [def as SchemaCheck] : [];
  return { ...def, checks: [...own, ...(def.checks ?? []).map((check) => defOf(check) as SchemaCheck)] };
};

const defOf = (part: unknown): unknown => (part as { _zod?: { def?: unknown } } | undefined)?._zod?.def;

/** Schemas that only add something to the one inside. */
const WRAPPERS = new Set(['optional', 'nullable', 'default', 'prefault', 'nonoptional', 'readonly', 'catch']);

export const isWrapper = ({ type }: SchemaNode): boolean => WRAPPERS.has(type);

/** `a whole number from 1 to 1000`. Undefined for what has no short name: then the schema's own message has to do. */
export const textOf = (schema: unknown): string | undefined => {
  const node = nodeOf(schema);
  if (node === undefined) return undefined;
  if (isWrapper(node)) {
    const inner = textOf(node.innerType);
    return inner !== undefined && node.type === 'nullable' ? `${inner} or null` : inner;
  }
  return TEXTS[node.type]?.(node);
};

const TEXTS: Readonly<Record<string, (node: SchemaNode) => string | undefined>> = {
  string: (node) => `a text${characters(size(node))}${format(node)}`,
  number: (node) => `${isWhole(node) ? 'a whole number' : 'a number'}${range(node)}${steps(node)}`,
  boolean: () => 'true or false',
  null: () => 'null',
  object: () => 'an object',
  record: () => 'an object',
  array: (node) => `a list${size(node)}`,
  enum: (node) => oneOf(Object.values(node.entries as object)),
  literal: (node) => oneOf(node.values as readonly unknown[]),
  union: ({ options }) => {
    const texts = (options as readonly unknown[]).map(textOf);
    return texts.includes(undefined) ? undefined : [...new Set(texts)].join(' or ');
  },
};

const oneOf = (values: readonly unknown[]): string =>
  values.map((value) => JSON.stringify(value)).join(' or ');

const limitOf = ({ checks }: SchemaNode, name: string, field: string): unknown =>
  checks.find(({ check }) => check === name)?.[field];

const isWhole = ({ checks }: SchemaNode): boolean =>
  checks.some(({ check, format: name }) => check === 'number_format' && /int/.test(String(name)));

const steps = (node: SchemaNode): string => {
  const step = limitOf(node, 'multiple_of', 'value');
  return step === undefined ? '' : ` in steps of ${String(step)}`;
};

/** ` of 1 to 9`, ` of at least 1`, ` of at most 9`, for whatever has a length. */
const size = (node: SchemaNode): string => {
  const exact = limitOf(node, 'length_equals', 'length');
  if (exact !== undefined) return ` of ${String(exact)}`;
  const least = limitOf(node, 'min_length', 'minimum');
  const most = limitOf(node, 'max_length', 'maximum');
  if (least !== undefined && most !== undefined) return ` of ${String(least)} to ${String(most)}`;
  if (least !== undefined) return ` of at least ${String(least)}`;
  return most === undefined ? '' : ` of at most ${String(most)}`;
};

/** One is a character. */
const characters = (many: string): string => {
  if (many === '') return '';
  return `${many} ${many.endsWith(' 1') ? 'character' : 'characters'}`;
};

const format = (node: SchemaNode): string => {
  const check = node.checks.find(({ check: name }) => name === 'string_format');
  if (check === undefined) return '';
  return check.format === 'regex'
    ? ` that matches ${String(check.pattern)}`
    : ` in the format ${String(check.format)}`;
};

/** ` from 1 to 9`, ` above 0`, ` up to 9`. */
const range = (node: SchemaNode): string => {
  const end = (name: string, open: string, closed: string): string => {
    const limit = limitOf(node, name, 'value');
    if (limit === undefined) return '';
    return ` ${limitOf(node, name, 'inclusive') === false ? open : closed} ${String(limit)}`;
  };
  const low = end('greater_than', 'above', 'from');
  return low + end('less_than', low === '' ? 'below' : 'to below', low === '' ? 'up to' : 'to');
};
