import jsonata from 'jsonata';
import { ADDED_FUNCTIONS, KNOWN_FUNCTIONS } from '../../jsonata/functions';
import { memoized } from '../../jsonata/memoized';
import type { AstNode } from '../../jsonata/syntax';
import { usesOf } from '../../jsonata/variables';
import type { AsyncCheck, Remark } from '../check';
import { emptyExecutions } from '../empty-execution';
import type { Expression } from '../expressions';

/** What a field has to yield; anything where nothing stands here. The last part of its location counts. */
const EXPECTED: Readonly<
  Record<string, { readonly what: string; readonly accepts: (value: unknown) => boolean }>
> = {
  Condition: { what: 'a boolean', accepts: (value) => typeof value === 'boolean' },
  TimeoutSeconds: { what: 'a whole number from 1', accepts: (value) => isWhole(value, 1) },
  HeartbeatSeconds: { what: 'a whole number from 1', accepts: (value) => isWhole(value, 1) },
  Seconds: { what: 'a whole number from 0', accepts: (value) => isWhole(value, 0) },
  Error: { what: 'a string', accepts: (value) => typeof value === 'string' },
  Cause: { what: 'a string', accepts: (value) => typeof value === 'string' },
};

/**
 * Every expression is total: on an execution that is empty, with no variable assigned, it yields a value. One that does
 * not is a `States.QueryEvaluationError` waiting for a day on which something is missing, perhaps after a charge.
 */
export const totalExpression: AsyncCheck = async ({ expressions }) => {
  const evaluate = memoized(evaluateKey);
  const remarks = await Promise.all(expressions.map((expression) => remarkOn(expression, evaluate)));
  return remarks.filter((remark) => remark !== undefined);
};

const remarkOn = async (
  { state, location, source, parsed, sees }: Expression,
  evaluate: (key: string) => Promise<Outcome>,
): Promise<Remark | undefined> => {
  // What does not parse, or calls what is not there, is a finding of its own.
  if (!parsed.ok || callsUnknown(parsed.ast)) return undefined;
  for (const everything of emptyExecutions(state)) {
    const seen = Object.fromEntries(sees.map((field) => [field, everything[field]]));
    const problem = problemOf(await evaluate(keyOf(source, seen)), location);
    if (problem !== undefined) {
      return {
        state: state.name,
        message: `${location} ${problem} on an empty execution: ask $exists(…) first, or give a value for that case`,
      };
    }
  }
  return undefined;
};

const callsUnknown = (ast: AstNode): boolean =>
  usesOf(ast).some(({ name, role }) => role === 'function' && !KNOWN_FUNCTIONS.has(name));

type Outcome = { readonly value: unknown } | { readonly failure: string };

const keyOf = (source: string, states: unknown): string => JSON.stringify([source, states]);

const evaluateKey = async (key: string): Promise<Outcome> => {
  const [source, states] = JSON.parse(key) as [string, unknown];
  try {
    return { value: await jsonata(source).evaluate(undefined, { ...ADDED_FUNCTIONS, states }) };
  } catch (error) {
    return { failure: (error as { message?: string }).message ?? String(error) };
  }
};

const problemOf = (outcome: Outcome, location: string): string | undefined => {
  if ('failure' in outcome) return `fails (${outcome.failure})`;
  const { value } = outcome;
  if (value === undefined) return 'yields nothing';
  const expected = EXPECTED[location.split('/').at(-1) ?? ''];
  // Values that are handed on (`Assign/Error`) may be anything: only the fields themselves are typed.
  const isField = /^(Choices\[\d+\]\/)?[A-Za-z]+$/.test(location);
  return isField && expected && !expected.accepts(value)
    ? `yields ${JSON.stringify(value)} instead of ${expected.what}`
    : undefined;
};

const isWhole = (value: unknown, least: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= least;
