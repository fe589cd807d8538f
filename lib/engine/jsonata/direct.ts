import type { AstNode } from './ast';
import { BAIL } from './bail';
import { BUILT_IN_NAMES } from './built-in-names';
import { DIRECT_FUNCTIONS } from './direct-functions';
import type { QueryEnvironment } from './environment';

/**
 * The part of JSONata that sagas are made of, evaluated directly: literals, `$variable.paths`, object and array
 * constructors, comparisons, conditions, `$merge`, `$exists`. The library needs a promise for every node; this needs
 * none and is an order of magnitude faster. Whatever is not surely the same (an array inside a path, operands of
 * other types, an error) answers BAIL, and the library evaluates the whole expression.
 */
export type Direct = (env: QueryEnvironment) => unknown;

/** Keys that change a node's meaning (predicates, grouping, order, ancestry …) are in none of these lists. */
const KEYS = new Set(
  ['type', 'value', 'position', 'steps', 'lhs', 'rhs', 'expressions', 'arguments', 'procedure'].concat([
    'condition',
    'then',
    'else',
    'consarray',
  ]),
);

const isSimple = (node: AstNode): boolean =>
  Object.entries(node).every(([key, value]) => KEYS.has(key) || value === undefined);

/** The expression as a function, or undefined when it goes beyond the part that is covered here. */
export const compileDirect = (node: AstNode): Direct | undefined =>
  isSimple(node) && Object.hasOwn(COMPILERS, node.type) ? COMPILERS[node.type]?.(node) : undefined;

const COMPILERS: Readonly<Record<string, (node: AstNode) => Direct | undefined>> = {
  string: (node) => () => node.value,
  number: (node) => () => node.value,
  value: (node) => () => node.value,
  variable: (node) => variable(node),
  path: (node) => path(node),
  block: (node) => block(node),
  bind: (node) => bind(node),
  unary: (node) => {
    if (node.value === '{') return objectConstructor(node);
    return node.value === '[' ? arrayConstructor(node) : undefined;
  },
  condition: (node) => condition(node),
  binary: (node) => binary(node),
  function: (node) => call(node),
};

const variable = (node: AstNode): Direct | undefined => {
  const name = node.value;
  if (typeof name !== 'string' || name === '' || name === '$') return undefined;
  // Without a variable of that name it is the function: a value that only the library has.
  if (BUILT_IN_NAMES.has(name)) return (env) => env.lookup(name) ?? BAIL;
  return (env) => env.lookup(name);
};

const path = (node: AstNode): Direct | undefined => {
  const [head, ...rest] = node.steps ?? [];
  if (head?.type !== 'variable' || !isSimple(head)) return undefined;
  const root = variable(head);
  const names: string[] = [];
  for (const step of rest) {
    if (step.type !== 'name' || typeof step.value !== 'string' || !isSimple(step)) return undefined;
    names.push(step.value);
  }
  if (!root) return undefined;
  return (env) => {
    let value = root(env);
    if (value === BAIL) return BAIL;
    for (const name of names) {
      // JSONata maps a step over an array and flattens what comes out.
      if (Array.isArray(value)) return BAIL;
      if (value === null || typeof value !== 'object') return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return value;
  };
};

/** Variables that a block binds hide those around it. */
class Scope implements QueryEnvironment {
  private readonly bound = new Map<string, unknown>();

  constructor(private readonly outer: QueryEnvironment) {}

  bind(name: string, value: unknown): void {
    this.bound.set(name, value);
  }

  lookup(name: string): unknown {
    return this.bound.has(name) ? this.bound.get(name) : this.outer.lookup(name);
  }

  now(): number {
    return this.outer.now();
  }

  random(): number {
    return this.outer.random();
  }
}

const compileAll = (nodes: readonly AstNode[] | undefined): readonly Direct[] | undefined => {
  const compiled = (nodes ?? []).map(compileDirect);
  return compiled.every((direct) => direct !== undefined) ? compiled : undefined;
};

const block = (node: AstNode): Direct | undefined => {
  const parts = compileAll(node.expressions);
  if (!parts) return undefined;
  const [only] = parts;
  if (only && parts.length === 1) return (env) => only(new Scope(env));
  return (env) => {
    const scope = new Scope(env);
    let result: unknown;
    for (const part of parts) {
      result = part(scope);
      if (result === BAIL) return BAIL;
    }
    return result;
  };
};

const bind = (node: AstNode): Direct | undefined => {
  const compute = node.rhs && compileDirect(node.rhs);
  const { value: name } = node.lhs as AstNode;
  if (!compute || typeof name !== 'string') return undefined;
  return (env) => {
    const value = compute(env);
    // Outside a block nothing can read what is bound.
    if (value !== BAIL && env instanceof Scope) env.bind(name, value);
    return value;
  };
};

const objectConstructor = (node: AstNode): Direct | undefined => {
  const entries: [string, Direct][] = [];
  for (const [key, value] of node.lhs as readonly (readonly [AstNode, AstNode])[]) {
    const compiled = compileDirect(value);
    if (key.type !== 'string' || !compiled) return undefined;
    entries.push([key.value as string, compiled]);
  }
  if (new Set(entries.map(([key]) => key)).size < entries.length) return undefined;
  return (env) => {
    const result: Record<string, unknown> = {};
    for (const [key, compute] of entries) {
      const value = compute(env);
      if (value === BAIL) return BAIL;
      if (value !== undefined) result[key] = value;
    }
    return result;
  };
};

const arrayConstructor = (node: AstNode): Direct | undefined => {
  const items: { readonly nested: boolean; readonly compute: Direct }[] = [];
  for (const item of node.expressions ?? []) {
    const compute = compileDirect(item);
    if (!compute) return undefined;
    items.push({ nested: item.type === 'unary' && item.value === '[', compute });
  }
  return (env) => {
    const result: unknown[] = [];
    for (const { nested, compute } of items) {
      const value = compute(env);
      if (value === BAIL) return BAIL;
      if (value === undefined) continue;
      if (Array.isArray(value) && !nested) for (const inner of value) result.push(inner);
      else result.push(value);
    }
    return result;
  };
};

const condition = (node: AstNode): Direct | undefined => {
  const test = node.condition && compileDirect(node.condition);
  const then = node.then && compileDirect(node.then);
  const otherwise = node.else ? compileDirect(node.else) : () => undefined;
  if (!test || !then || !otherwise) return undefined;
  return (env) => {
    const decision = test(env);
    if (typeof decision !== 'boolean') return BAIL;
    return decision ? then(env) : otherwise(env);
  };
};

const isComparable = (value: unknown): boolean => value === null || typeof value !== 'object';

const isIn = (value: unknown, among: unknown): boolean => {
  if (value === undefined || among === undefined) return false;
  return Array.isArray(among) ? among.some((item) => item === value) : among === value;
};

const numbers = (compute: (a: number, b: number) => unknown) => (a: unknown, b: unknown) =>
  typeof a === 'number' && typeof b === 'number' ? compute(a, b) : BAIL;

const finite = (value: number): unknown => (Number.isFinite(value) ? value : BAIL);

const isText = (value: unknown): value is string | undefined =>
  typeof value === 'string' || value === undefined;

const OPERATORS: Readonly<Record<string, (a: unknown, b: unknown) => unknown>> = {
  '=': (a, b) => (isComparable(a) && isComparable(b) ? a !== undefined && a === b : BAIL),
  '!=': (a, b) => (isComparable(a) && isComparable(b) ? a !== undefined && b !== undefined && a !== b : BAIL),
  in: (a, b) => (isComparable(a) ? isIn(a, b) : BAIL),
  '<': numbers((a, b) => a < b),
  '<=': numbers((a, b) => a <= b),
  '>': numbers((a, b) => a > b),
  '>=': numbers((a, b) => a >= b),
  '+': numbers((a, b) => finite(a + b)),
  '-': numbers((a, b) => finite(a - b)),
  '*': numbers((a, b) => finite(a * b)),
  '/': numbers((a, b) => finite(a / b)),
  '%': numbers((a, b) => finite(a % b)),
  '&': (a, b) => (isText(a) && isText(b) ? (a ?? '') + (b ?? '') : BAIL),
  and: (a, b) => (typeof a === 'boolean' && typeof b === 'boolean' ? a && b : BAIL),
  or: (a, b) => (typeof a === 'boolean' && typeof b === 'boolean' ? a || b : BAIL),
};

const binary = (node: AstNode): Direct | undefined => {
  const operator = OPERATORS[node.value as string];
  const left = node.lhs && compileDirect(node.lhs as AstNode);
  const right = node.rhs && compileDirect(node.rhs);
  if (!operator || !left || !right) return undefined;
  return (env) => {
    const a = left(env);
    if (a === BAIL) return BAIL;
    const b = right(env);
    return b === BAIL ? BAIL : operator(a, b);
  };
};

const call = (node: AstNode): Direct | undefined => {
  const name = node.procedure?.type === 'variable' ? (node.procedure.value as string) : '';
  const run = DIRECT_FUNCTIONS.get(name);
  const parts = compileAll(node.arguments);
  if (!run || !parts) return undefined;
  return (env) => {
    // A variable of the same name takes the function's place.
    if (env.lookup(name) !== undefined) return BAIL;
    const values: unknown[] = [];
    for (const part of parts) {
      const value = part(env);
      if (value === BAIL) return BAIL;
      values.push(value);
    }
    return run(env, ...values);
  };
};
