import { allCases, type Case } from './cases';
import { checkCase, startCase } from './check';
import { checkCounters } from './counters';
import { type Bench, startBench } from './stack';
import type { Variant } from './variants';

/** Sagas under way at once: enough to keep both cores busy, few enough that no function waits for its turn. */
const AT_ONCE = 40;

/** Runs every case of a variant through the real template, bundles and endpoints; says what is not as it must be. */
export const runMatrix = async (
  variant: Variant,
): Promise<{ readonly cases: number; readonly findings: readonly string[] }> => {
  const cases = allCases(variant);
  const bench = await startBench();
  try {
    for (const schedule of bench.stack.schedules) bench.stack.setEnabled(schedule, false);
    const findings: string[] = [];
    for (const batch of inBatches(cases)) findings.push(...(await runBatch(bench, batch)));
    findings.push(...(await checkCounters(bench)));
    return { cases: cases.length, findings };
  } finally {
    await bench.stop();
  }
};

const runBatch = async (bench: Bench, batch: readonly Case[]): Promise<readonly string[]> => {
  await Promise.all(batch.map((one) => startCase(bench, one)));
  await bench.stack.idle();
  const findings: string[] = [];
  // One after the other: to look at a dead-letter queue hides its messages from whoever looks at the same moment.
  for (const one of batch) findings.push(...(await checkCase(bench, one)));
  return findings;
};

const inBatches = (cases: readonly Case[]): readonly (readonly Case[])[] =>
  Array.from({ length: Math.ceil(cases.length / AT_ONCE) }, (_, index) =>
    cases.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
