import jsonata from 'jsonata';
import { type AstNode, mentionsOf } from './ast';
import { BAIL } from './bail';
import { bound, DEPTH_LIMIT, freshCounters } from './bounds';
import { compileDirect } from './direct';
import type { QueryEnvironment } from './environment';
import { FUNCTIONS } from './functions';
import { toPlain } from './plain';

/** One expression, compiled once. `evaluate` answers at once where it can; it throws or rejects with the reason. */
export interface CompiledExpression {
  readonly source: string;
  evaluate(env: QueryEnvironment): unknown | Promise<unknown>;
}

/** Throws jsonata's error when the text is no JSONata. */
export const compileExpression = (source: string): CompiledExpression => {
  const library = jsonata(source);
  const ast = library.ast() as unknown as AstNode;
  const { names, definesFunctions, hasRange, depth } = mentionsOf(ast);
  const bounded = definesFunctions || hasRange || depth > DEPTH_LIMIT;
  const direct = bounded ? undefined : compileDirect(ast);
  if (bounded) bound(library);

  const evaluateFully = async (env: QueryEnvironment): Promise<unknown> => {
    const bindings = bounded ? freshCounters() : {};
    for (const name of names) {
      const value = env.lookup(name);
      if (value !== undefined) bindings[name] = value;
      else if (FUNCTIONS.has(name)) bindings[name] = FUNCTIONS.get(name)?.(env);
    }
    return toPlain(await library.evaluate(undefined, bindings));
  };

  return {
    source,
    evaluate: (env) => {
      const value = direct ? direct(env) : BAIL;
      return value === BAIL ? evaluateFully(env) : value;
    },
  };
};
