import { $ZodType, registry, toJSONSchema } from 'zod/v4/core';
import type { InputSchema } from '../../saga';

export const PARSED = 'x-parsed';

/** What is used here of a JSON Schema (draft 2020-12). `{}` takes anything. */
export interface Shape {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: boolean | Shape;
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  /** What handlers get is not what was sent: a default, a coercion, a transformation. */
  readonly [PARSED]?: true;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
}

/** Types as JSONata's `$type` names them. */
export type ValueType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';
/** Types that a value may have; `any` where the schema does not say. */
export type Types = ReadonlySet<ValueType> | 'any';

const ANYTHING: Shape = {};
/** Ids that a schema was given for other uses may clash. */
const NO_METADATA = registry<{ readonly id?: string }>();

/**
 * The shape of what a schema takes (`input`) or yields (`output`). Schemas of zod and zod/mini are known; of any other
 * library nothing is known, and anything goes.
 */
export const shapeOf = (schema: InputSchema<unknown> | undefined, io: 'input' | 'output'): Shape => {
  if (!(schema instanceof $ZodType)) return ANYTHING;
  const shape = toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    metadata: NO_METADATA,
    override: ({ zodSchema, jsonSchema }) => {
      if (io === 'input' && isChanged(zodSchema._zod.def))
        (jsonSchema as Record<string, unknown>)[PARSED] = true;
    },
  }) as Shape;
  return inlined(shape, shape, 0);
};

const CHANGING: readonly string[] = ['default', 'prefault', 'catch', 'pipe', 'transform'];

const isChanged = (def: { readonly type: string; readonly coerce?: unknown }): boolean =>
  CHANGING.includes(def.type) || def.coerce === true;

/** A schema may be recursive: so deep no condition looks. */
const DEEPEST = 8;

/** Without `$ref`. */
const inlined = (shape: Shape, root: Shape, depth: number): Shape => {
  if (depth > DEEPEST) return ANYTHING;
  if (shape.$ref !== undefined) {
    const name = shape.$ref.split('/').pop() ?? '';
    return inlined(root.$defs?.[name] ?? (shape.$ref === '#' ? root : ANYTHING), root, depth + 1);
  }
  const one = (inner: Shape): Shape => inlined(inner, root, depth + 1);
  const { $defs: _, ...rest } = shape;
  return {
    ...rest,
    ...(shape.properties
      ? {
          properties: Object.fromEntries(Object.entries(shape.properties).map(([key, at]) => [key, one(at)])),
        }
      : {}),
    ...(typeof shape.additionalProperties === 'object'
      ? { additionalProperties: one(shape.additionalProperties) }
      : {}),
    ...(typeof shape.items === 'object' ? { items: one(shape.items) } : {}),
    ...(shape.prefixItems ? { prefixItems: shape.prefixItems.map(one) } : {}),
    ...(shape.anyOf ? { anyOf: shape.anyOf.map(one) } : {}),
    ...(shape.oneOf ? { oneOf: shape.oneOf.map(one) } : {}),
    ...(shape.allOf ? { allOf: shape.allOf.map(one) } : {}),
  };
};

const variantsOf = (shape: Shape): readonly Shape[] => {
  const nested = [...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])];
  return nested.length > 0 ? nested.flatMap(variantsOf) : [shape];
};

/** Of a result nothing is: conditions see what the schema has made of it. */
export const isParsed = (shape: Shape): boolean => variantsOf(shape).some((variant) => PARSED in variant);

const typeNames = ({ type }: Shape): readonly string[] =>
  type === undefined ? [] : typeof type === 'string' ? [type] : type;

export const typesOf = (shape: Shape): Types => {
  const all = variantsOf(shape).map(typesOfVariant);
  return all.includes('any') ? 'any' : new Set(all.flatMap((types) => [...types] as ValueType[]));
};

const typesOfVariant = (shape: Shape): Types => {
  const names = typeNames(shape);
  if (names.length > 0)
    return new Set(names.map((name) => (name === 'integer' ? 'number' : name) as ValueType));
  const values = shape.enum ?? ('const' in shape ? [shape.const] : undefined);
  return values ? new Set(values.map(typeOfValue)) : 'any';
};

const typeOfValue = (value: unknown): ValueType => {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : (typeof value as ValueType);
};

export type Descent =
  /** `many`: the way led through a list, so that there may be several. */
  | { readonly kind: 'found'; readonly shape: Shape; readonly many: boolean }
  | { readonly kind: 'unknown-field'; readonly known: readonly string[] };

/** The field of that name: of an object, or of each element of a list, as JSONata's paths go. */
export const fieldOf = (shape: Shape, name: string): Descent => {
  const ways = variantsOf(shape).map((variant) => fieldOfVariant(variant, name));
  const found = ways.filter((way) => way.kind === 'found');
  if (found.length === 0) {
    return { kind: 'unknown-field', known: ways.flatMap((way) => ('known' in way ? way.known : [])) };
  }
  return {
    kind: 'found',
    shape: found.length === 1 ? (found[0]?.shape ?? ANYTHING) : { anyOf: found.map((way) => way.shape) },
    many: found.some(({ many }) => many),
  };
};

const fieldOfVariant = (shape: Shape, name: string): Descent => {
  if (typesOfVariant(shape) === 'any') return { kind: 'found', shape: ANYTHING, many: false };
  if (typeNames(shape).includes('array')) {
    const inner = fieldOf(elementOf(shape), name);
    return inner.kind === 'found' ? { ...inner, many: true } : inner;
  }
  const { properties = {}, additionalProperties } = shape;
  if (Object.hasOwn(properties, name)) {
    return { kind: 'found', shape: properties[name] ?? ANYTHING, many: false };
  }
  if (typeof additionalProperties === 'object') {
    return { kind: 'found', shape: additionalProperties, many: false };
  }
  return additionalProperties === true
    ? { kind: 'found', shape: ANYTHING, many: false }
    : { kind: 'unknown-field', known: Object.keys(properties) };
};

/** Of a list: one element. Anything else is its own. */
export const elementOf = (shape: Shape): Shape => {
  const elements = variantsOf(shape).map((variant) =>
    typeNames(variant).includes('array')
      ? { anyOf: [variant.items ?? ANYTHING, ...(variant.prefixItems ?? [])] }
      : variant,
  );
  return elements.length === 1 ? (elements[0] as Shape) : { anyOf: elements };
};
