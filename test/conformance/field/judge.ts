import { isDeepStrictEqual } from 'node:util';
import type { FieldCase } from './field-case';
import type { Outcome } from './run-field-case';

type Expectation = (outcome: Outcome, wanted: unknown) => boolean;

const ran = (outcome: Outcome): Exclude<Outcome, { refused: string }> | undefined =>
  'refused' in outcome ? undefined : outcome;

const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  output: (outcome, wanted) =>
    ran(outcome)?.status === 'SUCCEEDED' && isDeepStrictEqual(ran(outcome)?.output, wanted),
  status: (outcome, wanted) => ran(outcome)?.status === wanted,
  fails: (outcome, wanted) => (ran(outcome)?.status === 'FAILED') === wanted,
  error: (outcome, wanted) => ran(outcome)?.status === 'FAILED' && ran(outcome)?.error === wanted,
  'cause contains': (outcome, wanted) => ran(outcome)?.cause?.includes(String(wanted)) ?? false,
  refused: (outcome, wanted) =>
    'refused' in outcome && (wanted === true || outcome.refused.includes(String(wanted))),
  // What it uses may not be there: how it ends is not looked at.
  loads: (outcome, wanted) => 'refused' in outcome !== wanted,
};

/** What differs from the expectation, in words; undefined when nothing does. */
export const judge = ({ expect }: FieldCase, outcome: Outcome): string | undefined => {
  const wanted = Object.entries(expect);
  if (wanted.length === 0) return 'the case expects nothing';
  for (const [name, value] of wanted) {
    const holds = Object.hasOwn(EXPECTATIONS, name) ? EXPECTATIONS[name] : undefined;
    if (!holds) return `the expectation '${name}' is not known`;
    if (!holds(outcome, value))
      return `expected ${name} ${JSON.stringify(value)}, got ${JSON.stringify(outcome)}`;
  }
  return undefined;
};
