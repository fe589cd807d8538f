import { OPERATORS } from './conditions';
import { isKnownKey, KNOWN_KEYS } from './context-keys';
import type { ConditionBlock, PrincipalElement, Statement } from './statement';
import { variablesIn } from './variables';

type Fields = Readonly<Record<string, unknown>>;

/** Something in a policy that is not evaluated here. */
export class UnknownInPolicy extends Error {
  override readonly name = 'UnknownInPolicy';

  constructor(
    /** What it is, without what there is instead. */
    readonly what: string,
    instead = '',
  ) {
    super(`${what}${instead}`);
  }
}

const FIELDS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'Condition',
]);

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).map((one) => String(one));

const listed = <Name extends string>(
  name: Name,
  value: unknown,
): { readonly [K in Name]?: readonly string[] } =>
  value === undefined ? {} : ({ [name]: texts(value) } as { readonly [K in Name]: readonly string[] });

const principalOf = (value: unknown, id: string): PrincipalElement => {
  if (value === '*') return { aws: ['*'], services: [] };
  const { AWS, Service, ...others } = value as Fields;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new UnknownInPolicy(`${id}: principals of type ${unknown} are not supported here`);
  return {
    aws: AWS === undefined ? [] : texts(AWS),
    services: Service === undefined ? [] : texts(Service),
  };
};

const conditionsOf = (value: unknown, id: string): ConditionBlock =>
  Object.fromEntries(
    Object.entries((value ?? {}) as Fields).map(([operator, keys]) => {
      if (!(operator in OPERATORS)) {
        throw new UnknownInPolicy(
          `${id}: the condition operator ${operator} is not supported here`,
          `; supported: ${Object.keys(OPERATORS).join(', ')}`,
        );
      }
      return [
        operator,
        Object.fromEntries(
          Object.entries(keys as Fields).map(([key, values]) => {
            requireKnown(key, id);
            return [key.toLowerCase(), texts(values)];
          }),
        ),
      ];
    }),
  );

/** A key that nothing here fills in would make its statement never, or always, match: that is no answer. */
const requireKnown = (key: string, id: string): void => {
  if (isKnownKey(key)) return;
  throw new UnknownInPolicy(
    `${id}: the condition key ${key} is not supported here`,
    `; supported: ${[...KNOWN_KEYS].sort().join(', ')}`,
  );
};

/** @throws Error for what is not evaluated here */
export const statementOf = (value: Fields, id: string): Statement => {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = value;
  const unknown = Object.keys(value).find((field) => !FIELDS.has(field));
  if (unknown !== undefined) throw new UnknownInPolicy(`${id}: the element ${unknown} is not supported here`);
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new Error(`${id}: Effect has to be Allow or Deny`);
  const resources = [...texts(Resource ?? []), ...texts(NotResource ?? [])];
  for (const key of resources.flatMap(variablesIn)) requireKnown(key, id);
  return {
    id,
    effect: Effect,
    ...listed('actions', Action),
    ...listed('notActions', NotAction),
    ...listed('resources', Resource),
    ...listed('notResources', NotResource),
    ...(Principal === undefined ? {} : { principal: principalOf(Principal, id) }),
    conditions: conditionsOf(Condition, id),
  };
};

/**
 * The statements of a policy document; `where` names it in messages.
 * @throws Error with one line: an element, operator, key or principal that is not evaluated here is never ignored.
 */
export const readPolicy = (document: unknown, where: string): readonly Statement[] => {
  return statementsIn(document, where).map(({ value, id }) => statementOf(value, id));
};

/** The statements of a document as they stand there, each with its place. */
export const statementsIn = (
  document: unknown,
  where: string,
): readonly { readonly value: Fields; readonly id: string }[] => {
  const { Statement: statements } = (document ?? {}) as Fields;
  const list = Array.isArray(statements) ? statements : statements === undefined ? [] : [statements];
  return list.map((one, index) => ({ value: one as Fields, id: `${where}[${index}]` }));
};
