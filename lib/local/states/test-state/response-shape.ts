import { ServiceError } from '../../http';

/** The models of APIs, by service as it is called here: modules of the AWS SDK's clients, which carry their schemas. */
export type ApiModels = Readonly<Record<string, object>>;

/** Services that `aws-sdk:` and integrations call otherwise than they are called here. */
const SERVICES: Readonly<Record<string, string>> = { eventbridge: 'events', sfn: 'states' };

/** A schema of the SDK: a number, or a list that begins with its kind; it may be wrapped in functions and traits. */
type Schema = unknown;

/** Kinds of schemas. Source: @smithy/types, `schema`. */
const KIND = { simple: 0, list: 1, map: 2, structure: 3, operation: 9 } as const;

/** Simple schemas → how their values are told; what is not here may be anything. */
const SIMPLE: Readonly<Record<number, readonly [string, (value: unknown) => boolean]>> = {
  0: ['a string', (value) => typeof value === 'string'],
  1: ['a number', (value) => typeof value === 'number'],
  2: ['a boolean', (value) => typeof value === 'boolean'],
  4: ['a string', (value) => typeof value === 'string'],
  5: ['a string', (value) => typeof value === 'string'],
  6: ['a string', (value) => typeof value === 'string'],
  7: ['a string', (value) => typeof value === 'string'],
  17: ['a number', (value) => typeof value === 'number'],
  19: ['a number', (value) => typeof value === 'number'],
  21: ['a string', (value) => typeof value === 'string'],
};
/** A list or a map of what is simple is one number: its kind and what it holds. */
const LIST_OF = 64;
const MAP_OF = 128;

const RESOURCE = /^arn:[^:]+:states:::(?<sdk>aws-sdk:)?(?<service>[^:]+):(?<action>[A-Za-z]+)$/;

const broken = (why: string): ServiceError =>
  new ServiceError('ValidationException', `Mock result schema validation error: ${why}`);

/**
 * Holds a mocked result against what the service answers; one that comes under a token, of a job or of a service without
 * a model is not looked at.
 * @param mode STRICT: with all that is required; PRESENT: what is there; NONE: nothing
 * @throws ServiceError `ValidationException`. Source of the sentences: recorded answers of TestState
 */
export const checkResponse = (
  models: ApiModels,
  resource: unknown,
  { result, mode }: { readonly result: unknown; readonly mode: string },
): void => {
  const { sdk, service = '', action = '' } = RESOURCE.exec(String(resource))?.groups ?? {};
  const model = models[SERVICES[service] ?? service] as Readonly<Record<string, Schema>> | undefined;
  if (mode === 'NONE' || !model) return;
  const operation = `${action.charAt(0).toUpperCase()}${action.slice(1)}$`;
  const schema = model[operation];
  if (!Array.isArray(schema) || schema[0] !== KIND.operation) return;
  // The optimized integration reads a function's answer as JSON.
  const any = sdk === undefined && service === 'lambda' ? ['Payload'] : [];
  check(schema[5], result, { field: '', strict: mode === 'STRICT', any });
};

interface Place {
  /** Name of the member, as a state spells it. */
  readonly field: string;
  readonly strict: boolean;
  /** Members that may be anything. */
  readonly any: readonly string[];
}

const unwrapped = (schema: Schema): Schema => {
  if (typeof schema === 'function') return unwrapped((schema as () => Schema)());
  // A schema with traits: `[schema, traits]`.
  return Array.isArray(schema) && schema.length === 2 ? unwrapped(schema[0]) : schema;
};

const must = ({ field }: Place, be: string): ServiceError =>
  broken(field === '' ? `The result must be ${be}` : `Field '${field}' must be ${be}`);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const check = (given: Schema, value: unknown, place: Place): void => {
  const schema = unwrapped(given);
  if (typeof schema === 'number') checkNumbered(schema, value, place);
  else if (Array.isArray(schema)) CHECKS[schema[0] as number]?.(schema, value, place);
};

const CHECKS: Readonly<Record<number, (schema: readonly unknown[], value: unknown, place: Place) => void>> = {
  [KIND.simple]: (schema, value, place) => check(schema[4], value, place),
  [KIND.list]: (schema, value, place) => checkItems(schema[4], value, place),
  [KIND.map]: (schema, value, place) => checkEntries(schema[5], value, place),
  [KIND.structure]: (schema, value, place) => checkMembers(schema, value, place),
};

const checkNumbered = (schema: number, value: unknown, place: Place): void => {
  const [what, is] = SIMPLE[schema] ?? [];
  if (schema >= MAP_OF) checkEntries(schema - MAP_OF, value, place);
  else if (schema >= LIST_OF) checkItems(schema - LIST_OF, value, place);
  else if (what !== undefined && !is?.(value)) throw must(place, what);
};

const checkItems = (item: Schema, value: unknown, place: Place): void => {
  if (!Array.isArray(value)) throw must(place, 'an array');
  for (const one of value) check(item, one, place);
};

const checkEntries = (entry: Schema, value: unknown, place: Place): void => {
  if (!isObject(value)) throw must(place, 'an object');
  for (const one of Object.values(value)) check(entry, one, place);
};

/** `[kind, namespace, name, traits, names, schemas, how many of them are required]`. */
const checkMembers = (schema: readonly unknown[], value: unknown, place: Place): void => {
  if (!isObject(value)) throw must(place, 'an object');
  const names = schema[4] as readonly string[];
  const schemas = schema[5] as readonly Schema[];
  const required = place.strict ? Number(schema[6] ?? 0) : 0;
  names.forEach((name, index) => {
    const field = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const member = value[field];
    if (member === undefined && index < required) throw broken(`Required field '${field}' is missing`);
    if (member !== undefined && !place.any.includes(field))
      check(schemas[index], member, { ...place, field });
  });
};
