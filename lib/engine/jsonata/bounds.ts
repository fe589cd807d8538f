import type { Expression } from 'jsonata';
import { tooMuch } from './signature';

/** How deep evaluation may nest, in nodes of the syntax tree (a recursive call takes about three). Source: AWS. */
export const DEPTH_LIMIT = 100;

/** How many values an array may have: what AWS accepts of `[1..n]`. */
const LENGTH_LIMIT = 873_782;

/** How many nodes one evaluation may visit. A count, not a time: the same run ends the same way everywhere. */
export const STEP_LIMIT = 200_000;

/** The binding that holds the counters of one evaluation; no expression can name it. */
const COUNTERS = ' counters';

interface Counters {
  depth: number;
  steps: number;
}

interface Frame {
  lookup(name: string): unknown;
}

/**
 * Bounds every evaluation of `expression`. One with functions of its own may recurse without end, and as it never
 * yields to the event loop, nothing else would stop it. The hooks are those that jsonata offers for this purpose;
 * they belong to the expression, the counters to one evaluation.
 */
export const bound = (expression: Expression): void => {
  const hooks = expression as unknown as { assign(name: symbol, hook: unknown): void };
  hooks.assign(Symbol.for('jsonata.__evaluate_entry'), (_node: unknown, _input: unknown, frame: Frame) => {
    const counters = frame.lookup(COUNTERS) as Counters;
    counters.depth++;
    counters.steps++;
    if (counters.depth > DEPTH_LIMIT) throw tooDeep(counters.depth);
    if (counters.steps > STEP_LIMIT) throw new Error(`The expression takes more than ${STEP_LIMIT} steps`);
  });
  const exit = (_node: unknown, _input: unknown, frame: Frame, result: unknown): void => {
    (frame.lookup(COUNTERS) as Counters).depth--;
    if (Array.isArray(result) && result.length > LENGTH_LIMIT) throw tooMuch();
  };
  hooks.assign(Symbol.for('jsonata.__evaluate_exit'), exit);
};

/** The words of the guard that jsonata documents for this. */
const tooDeep = (depth: number): Error => {
  const check = 'Stack overflow error: Check for non-terminating recursive function.';
  return new Error(`${check} Consider rewriting as tail-recursive. Depth=${depth} max=${DEPTH_LIMIT}`);
};

/** What an evaluation of a bounded expression must be given. */
export const freshCounters = (): Record<string, unknown> => ({ [COUNTERS]: { depth: 0, steps: 0 } });
