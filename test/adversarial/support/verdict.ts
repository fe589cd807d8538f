import {
  flatSteps,
  foldEvents,
  hasCompensation,
  hasUnwindMark,
  ledgerKey,
  type SagaDefinition,
} from '../../../lib/saga';
import { type Aftermath, SAGA_ID } from './storm';

/** What must hold when everything has come to rest, whatever went wrong before. */
export interface Verdict {
  readonly status: string;
  readonly problems: readonly string[];
}

export const judge = (definition: SagaDefinition, after: Aftermath): Verdict => {
  const { logged, main, cancelled, table, isQuiet } = after;
  const state = logged && foldEvents(logged.header.steps, logged.events);
  const status = state?.status ?? 'UNKNOWN';
  const stateOf = (step: string) =>
    table.items.get(ledgerKey({ name: definition.name, id: SAGA_ID }, step))?.state;
  const done = flatSteps(definition).filter(({ name }) => stateOf(name) === 'DONE');
  const problems: string[] = [];
  const expectNot = (wrong: boolean, problem: string): void => {
    if (wrong) problems.push(problem);
  };

  expectNot(!isQuiet, 'never comes to rest');
  expectNot(!logged && done.length > 0, 'has effects without a log');
  expectNot(
    logged !== undefined && logged.header.status !== status,
    `header ${logged?.header.status}, fold ${status}`,
  );
  expectNot(state !== undefined && status !== 'COMPLETED' && status !== 'COMPENSATED', `ends ${status}`);

  const isMarked = logged !== undefined && hasUnwindMark(logged.events);
  expectNot(cancelled && isMarked && status !== 'COMPENSATED', `was cancelled, and is ${status}`);
  if (!cancelled && logged) {
    const forward = main?.status === 'SUCCEEDED' || main?.error === 'SagaCompletionFailed';
    const backward = main?.error === 'SagaCompensated' || main?.error === 'SagaCompensationFailed';
    expectNot(
      (forward && status !== 'COMPLETED') || (backward && status !== 'COMPENSATED'),
      `the execution ended ${main?.error ?? main?.status}, the saga ${status}`,
    );
  }
  if (status === 'COMPENSATED') {
    for (const step of done) {
      expectNot(hasCompensation(step), `${step.name} is DONE`);
      expectNot(!hasCompensation(step) && !cancelled, `${step.name} is DONE, and nobody cancelled`);
    }
  }
  for (const step of state?.steps ?? []) {
    const isDone = stateOf(step.name) === 'DONE';
    expectNot(step.status === 'SKIPPED' && isDone, `${step.name} is SKIPPED, and DONE`);
    expectNot(status === 'COMPLETED' && step.status !== 'SKIPPED' && !isDone, `${step.name} is not DONE`);
  }
  return { status, problems: [...problems, ...wrongCounters(after)] };
};

/** What was taken is what the effects that are there took. */
const wrongCounters = ({ table }: Aftermath): readonly string[] => {
  const taken = new Map<string, number>();
  const effects = [...table.items.values()]
    .filter(({ state }) => state === 'DONE')
    .flatMap((item) => item.effects);
  for (const { counter, take } of effects) taken.set(counter, (taken.get(counter) ?? 0) + take);
  return [...table.counters]
    .filter(([counter, left]) => left !== CHAIRS - (taken.get(counter) ?? 0))
    .map(([counter, left]) => `${counter}: ${left} left, ${taken.get(counter) ?? 0} taken`);
};

/** What there is of every counter at first. */
export const CHAIRS = 1000;
