import { SagaError } from '../saga';
import { firstThatTakes } from './error-names';
import type { RetrierRule } from './machine';
import { geometric, isNever, NEVER, plus, power, SURE, times, total, type Weight } from './weight';

/** How a run (an attempt, a state, a chain) may end: well, or with an error. */
export interface Ends {
  readonly ok: Weight;
  readonly errors: readonly Failure[];
}

export interface Failure {
  /** undefined: computed at run time. */
  readonly error: string | undefined;
  /** The state in which it arose. */
  readonly origin: string;
  readonly weight: Weight;
  /** Given up at once, whatever the retriers of the state itself say. */
  readonly final?: boolean;
}

export interface Retried extends Ends {
  /** All attempts that are begun, each weighted by its probability, without the cost of the attempt itself. */
  readonly begun: Weight;
}

/** Several retriers that all have something to do multiply their counters. */
const MOST_COUNTERS = 1_000_000;

/**
 * A state whose attempts end as `attempt` does, under its retriers. Each retrier has its own counter, as in AWS; an
 * error that meets a spent counter, or no retrier, ends the state.
 */
export const withRetries = (state: string, attempt: Ends, retriers: readonly RetrierRule[]): Retried => {
  const active: { readonly limit: number; readonly errors: Failure[] }[] = [];
  const ending: Failure[] = [];
  const byRule = new Map<RetrierRule, Failure[]>();
  for (const failure of attempt.errors) {
    const rule = failure.final ? undefined : firstThatTakes(retriers, failure.error);
    if (rule === undefined || rule.maxAttempts === 0) ending.push(failure);
    else if (byRule.has(rule)) byRule.get(rule)!.push(failure);
    else byRule.set(rule, [failure]);
  }
  for (const [rule, errors] of byRule) active.push({ limit: rule.maxAttempts, errors });

  if (active.length === 0) return { ...attempt, begun: SURE };
  const [first] = active;
  if (active.length === 1 && first) {
    const again = total(first.errors.map((failure) => failure.weight));
    const begun = geometric(again, first.limit);
    return endsOf(attempt.ok, begun, [
      { errors: ending, after: begun },
      { errors: first.errors, after: power(again, first.limit) },
    ]);
  }
  return withCounters(state, attempt.ok, ending, active);
};

const endsOf = (
  ok: Weight,
  begun: Weight,
  groups: readonly { readonly errors: readonly Failure[]; readonly after: Weight }[],
): Retried => ({
  ok: times(begun, ok),
  errors: groups.flatMap(({ errors, after }) =>
    errors.map(({ error, origin, weight }) => ({ error, origin, weight: times(after, weight) })),
  ),
  begun,
});

/** Walks over all values of all counters, in order: each value is reached only from smaller ones. */
const withCounters = (
  state: string,
  ok: Weight,
  ending: readonly Failure[],
  active: readonly { readonly limit: number; readonly errors: readonly Failure[] }[],
): Retried => {
  const sizes = active.map((rule) => rule.limit + 1);
  const count = sizes.reduce((product, size) => product * size, 1);
  if (count > MOST_COUNTERS) {
    throw new SagaError(
      'TooManyRetries',
      `State ${state}: its retriers allow ${count} combinations of retries; lower their MaxAttempts to 1000 or less`,
    );
  }
  const strides = sizes.map((_, at) => sizes.slice(0, at).reduce((product, size) => product * size, 1));
  const again = active.map((rule) => total(rule.errors.map((failure) => failure.weight)));
  const reached: Weight[] = new Array(count).fill(NEVER);
  const spent: Weight[] = active.map(() => NEVER);
  reached[0] = SURE;
  let begun = NEVER;
  for (let at = 0; at < count; at += 1) {
    const here = reached[at]!;
    if (isNever(here)) continue;
    begun = plus(begun, here);
    for (let rule = 0; rule < active.length; rule += 1) {
      const used = Math.floor(at / strides[rule]!) % sizes[rule]!;
      if (used === active[rule]!.limit) spent[rule] = plus(spent[rule]!, here);
      else {
        const to = at + strides[rule]!;
        reached[to] = plus(reached[to]!, times(here, again[rule]!));
      }
    }
  }
  return endsOf(ok, begun, [
    { errors: ending, after: begun },
    ...active.map((rule, at) => ({ errors: rule.errors, after: spent[at]! })),
  ]);
};
