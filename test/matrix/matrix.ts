import type { Variant } from '../every/variants';
import { allCases, type Case } from './cases';
import { checkCase, startCase } from './check';
import { checkCounters, refill } from './counters';
import { startBench } from './stack';

/** Stacks at once, each with one saga at a time: a saga never meets another that takes from its counters. */
const LANES = 2;

export interface MatrixRun {
  readonly cases: number;
  readonly findings: readonly string[];
}

/** Runs cases of one saga through the real template, bundles and endpoints; says what is not as it must be. */
export const runCases = async (cases: readonly Case[]): Promise<MatrixRun> => {
  // One bench runs many of them, and a saga's id is used once.
  if (new Set(cases.map(({ id }) => id)).size < cases.length) throw new Error('two cases have the same id');
  const left = [...cases];
  const findings = await Promise.all(
    Array.from({ length: Math.min(LANES, left.length) }, () => runLane(left)),
  );
  return { cases: cases.length, findings: findings.flat() };
};

/** Every case of these variants. */
export const runMatrix = (...variants: readonly Variant[]): Promise<MatrixRun> =>
  runCases(variants.flatMap(allCases));

/** Takes cases from the common stock, one after the other, each with fresh counters. */
const runLane = async (left: Case[]): Promise<readonly string[]> => {
  const findings: string[] = [];
  const [first] = left;
  if (!first) return findings;
  const bench = await startBench({}, first.variant.world);
  try {
    for (const schedule of bench.stack.schedules) bench.stack.setEnabled(schedule, false);
    for (let one = left.shift(); one; one = left.shift()) {
      await startCase(bench, one);
      await bench.stack.idle();
      const counters = (await checkCounters(bench)).map((finding) => `${one?.id}: ${finding}`);
      findings.push(...(await checkCase(bench, one)), ...counters);
      await refill(bench, one.variant.definition);
    }
    return findings;
  } finally {
    await bench.stop();
  }
};
