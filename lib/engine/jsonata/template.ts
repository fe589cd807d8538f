import type { QueryEnvironment } from './environment';
import { compileExpression } from './expression';
import { UnsupportedResultError } from './plain';

/** Why a field could not be evaluated. `location` is the path to it, such as `Assign/total`. */
export class QueryError extends Error {
  override readonly name = 'QueryError';

  constructor(
    message: string,
    readonly location: string | undefined,
  ) {
    super(message);
  }
}

/** A field's value: JSON in which every string of the form `{% … %}` is an expression. Throws QueryError. */
export interface Template {
  evaluate(env: QueryEnvironment): unknown | Promise<unknown>;
  /** It holds no expression: every evaluation yields the same value. */
  readonly constant: boolean;
  /** For messages; undefined when the template is a constant or a structure. */
  readonly source: string | undefined;
}

export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}');

export const expressionSource = (value: string): string => value.slice(2, -2).trim();

const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

/** `location` names the field in messages. Throws QueryError when an expression is no JSONata. */
export const compileTemplate = (value: unknown, location: string): Template => {
  if (isExpression(value)) return expressionTemplate(expressionSource(value), location);
  if (value === null || typeof value !== 'object') return constant(value);
  return Array.isArray(value) ? arrayTemplate(value, location) : objectTemplate(value, location);
};

const constant = (value: unknown): Template => ({
  constant: true,
  source: undefined,
  evaluate: () => value,
});

/** jsonata throws plain objects: their code, where there is one, and the message. As it goes on after a sentence. */
const reasonOf = (error: unknown): string => {
  const { code, message } = error as { code?: string; message?: string };
  return code ? `. ${code}: ${message ?? ''}` : `: ${message ?? String(error)}`;
};

const expressionTemplate = (source: string, location: string): Template => {
  const about = `The JSONata expression '${source}' specified for the field '${location}'`;
  const threw = (error: unknown): QueryError =>
    error instanceof UnsupportedResultError
      ? new QueryError(`${about} returned an unsupported result type.`, location)
      : new QueryError(`${about} threw an error during evaluation${reasonOf(error)}`, location);
  const checked = (value: unknown): unknown => {
    if (value === undefined) throw new QueryError(`${about} returned nothing (undefined).`, location);
    return value;
  };
  let compiled: ReturnType<typeof compileExpression>;
  try {
    compiled = compileExpression(source);
  } catch (error) {
    throw new QueryError(`${about} is not valid JSONata${reasonOf(error)}`, location);
  }
  return {
    constant: false,
    source,
    evaluate: (env) => {
      let value: unknown;
      try {
        value = compiled.evaluate(env);
      } catch (error) {
        throw threw(error);
      }
      if (!isPromise(value)) return checked(value);
      return value.then(checked, (error: unknown) => {
        throw threw(error);
      });
    },
  };
};

/**
 * Evaluates members side by side and hands each result to `set`, at once or later; answers a promise only when a
 * member does. When one throws at once, the others' rejections are still taken, so that none stays unhandled.
 */
const evaluateMembers = <Key>(
  members: readonly (readonly [Key, Template])[],
  env: QueryEnvironment,
  set: (key: Key, value: unknown) => void,
): Promise<unknown> | undefined => {
  let pending: Promise<void>[] | undefined;
  try {
    for (const [key, member] of members) {
      const computed = member.evaluate(env);
      // Set at once, also when it is pending: keys keep the order in which they were written.
      set(key, computed);
      if (isPromise(computed)) {
        pending ??= [];
        pending.push(computed.then((settled) => set(key, settled)));
      }
    }
  } catch (error) {
    for (const left of pending ?? []) left.catch(() => undefined);
    throw error;
  }
  return pending && Promise.all(pending);
};

const arrayTemplate = (value: readonly unknown[], location: string): Template => {
  const items = value.map((item, index) => [index, compileTemplate(item, `${location}[${index}]`)] as const);
  if (items.every(([, item]) => item.constant)) return constant(value);
  return {
    constant: false,
    source: undefined,
    evaluate: (env) => {
      const result: unknown[] = [];
      const pending = evaluateMembers(items, env, (index, item) => {
        result[index] = item;
      });
      return pending ? pending.then(() => result) : result;
    },
  };
};

const objectTemplate = (value: object, location: string): Template => {
  const entries = Object.entries(value).map(
    ([key, member]) => [key, compileTemplate(member, `${location}/${key}`)] as const,
  );
  if (entries.every(([, member]) => member.constant)) return constant(value);
  return {
    constant: false,
    source: undefined,
    evaluate: (env) => {
      const result: Record<string, unknown> = {};
      const pending = evaluateMembers(entries, env, (key, member) => {
        result[key] = member;
      });
      return pending ? pending.then(() => result) : result;
    },
  };
};
