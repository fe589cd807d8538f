/** What an intrinsic function may ask of the template around it. Asking is lazy, so the order of resources does not matter. */
export interface Scope {
  ref(logicalId: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): unknown;
  importValue(name: string): unknown;
}

type Intrinsic = (argument: unknown, scope: Scope) => unknown;

/** `AWS::NoValue`: the property that holds it is left out. */
const NO_VALUE = Symbol('AWS::NoValue');

const list = (value: unknown, what: string): readonly unknown[] => {
  if (!Array.isArray(value)) throw new Error(`${what} takes a list, got ${JSON.stringify(value)}`);
  return value;
};

const text = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value as string);

const attributeOf = (argument: unknown): readonly [string, string] => {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    return [argument.slice(0, dot), argument.slice(dot + 1)];
  }
  const [id, name] = list(argument, 'Fn::GetAtt');
  return [String(id), String(name)];
};

const substitute = (argument: unknown, scope: Scope): string => {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = variables as Readonly<Record<string, unknown>>;
  return String(template).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in own) return text(resolve(own[name], scope));
    return text(name.includes('.') ? scope.attribute(...attributeOf(name)) : scope.ref(name));
  });
};

const truth = (value: unknown, scope: Scope): boolean => {
  const resolved = resolve(value, scope);
  return resolved === true || resolved === 'true';
};

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => (argument === 'AWS::NoValue' ? NO_VALUE : scope.ref(String(argument))),
  Condition: (argument, scope) => scope.condition(String(argument)),
  'Fn::GetAtt': (argument, scope) => scope.attribute(...attributeOf(argument)),
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument, 'Fn::Join');
    return list(resolve(parts, scope), 'Fn::Join').map(text).join(String(separator));
  },
  'Fn::Sub': substitute,
  'Fn::Select': (argument, scope) => {
    const [index, from] = list(argument, 'Fn::Select');
    return list(resolve(from, scope), 'Fn::Select')[Number(resolve(index, scope))];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, from] = list(argument, 'Fn::Split');
    return text(resolve(from, scope)).split(String(separator));
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, first, second] = list(resolve(argument, scope), 'Fn::FindInMap').map(text);
    return resolve(scope.mapping(map as string, first as string, second as string), scope);
  },
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = list(argument, 'Fn::If');
    return resolveOrNothing(scope.condition(String(condition)) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [a, b] = list(argument, 'Fn::Equals');
    return text(resolve(a, scope)) === text(resolve(b, scope));
  },
  'Fn::And': (argument, scope) => list(argument, 'Fn::And').every((one) => truth(one, scope)),
  'Fn::Or': (argument, scope) => list(argument, 'Fn::Or').some((one) => truth(one, scope)),
  'Fn::Not': (argument, scope) => !truth(list(argument, 'Fn::Not')[0], scope),
  'Fn::ImportValue': (argument, scope) => scope.importValue(text(resolve(argument, scope))),
  'Fn::Base64': (argument, scope) => Buffer.from(text(resolve(argument, scope))).toString('base64'),
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolve(argument, scope)),
  'Fn::Length': (argument, scope) => list(resolve(argument, scope), 'Fn::Length').length,
  'Fn::GetAZs': (_argument, scope) =>
    ['a', 'b', 'c'].map((zone) => `${text(scope.ref('AWS::Region'))}${zone}`),
};

const resolveOrNothing = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value)) {
    return value.map((one) => resolveOrNothing(one, scope)).filter((one) => one !== NO_VALUE);
  }
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (
    entries.length === 1 &&
    first &&
    (first[0] === 'Ref' || first[0].startsWith('Fn::') || isConditionRef(first))
  ) {
    const intrinsic = INTRINSICS[first[0]];
    if (!intrinsic) throw new Error(`${first[0]} is not supported by the embedded stack`);
    return intrinsic(first[1], scope);
  }
  return Object.fromEntries(
    entries
      .map(([key, one]) => [key, resolveOrNothing(one, scope)] as const)
      .filter(([, one]) => one !== NO_VALUE),
  );
};

/** `{ Condition: 'Name' }` is a function only where a condition is built; elsewhere (a policy) it holds an object. */
const isConditionRef = ([key, value]: readonly [string, unknown]): boolean =>
  key === 'Condition' && typeof value === 'string';

/** A template value with every intrinsic function worked out. */
export const resolve = (value: unknown, scope: Scope): unknown => {
  const resolved = resolveOrNothing(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
};
