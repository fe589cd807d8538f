import { allCases, type Case } from './cases';
import { checkCase, startCase } from './check';
import { checkCounters } from './counters';
import { startBench } from './stack';
import type { Variant } from './variants';

/** Sagas under way at once: enough to keep both cores busy, few enough for the seats that there are. */
const AT_ONCE = 40;

/** Runs every case of a variant through the real template, bundles and endpoints; says what is not as it must be. */
export const runMatrix = async (
  variant: Variant,
): Promise<{ readonly cases: number; readonly findings: readonly string[] }> => {
  const cases = allCases(variant);
  const findings: string[] = [];
  for (const batch of inBatches(cases)) findings.push(...(await runBatch(batch)));
  return { cases: cases.length, findings };
};

/** A stack of its own for each batch: sagas that complete keep their rooms and seats. */
const runBatch = async (batch: readonly Case[]): Promise<readonly string[]> => {
  const bench = await startBench();
  try {
    for (const schedule of bench.stack.schedules) bench.stack.setEnabled(schedule, false);
    await Promise.all(batch.map((one) => startCase(bench, one)));
    await bench.stack.idle();
    const findings: string[] = [];
    // One after the other: to look at a dead-letter queue hides its messages from whoever looks at the same moment.
    for (const one of batch) findings.push(...(await checkCase(bench, one)));
    return [...findings, ...(await checkCounters(bench))];
  } finally {
    await bench.stop();
  }
};

const inBatches = (cases: readonly Case[]): readonly (readonly Case[])[] =>
  Array.from({ length: Math.ceil(cases.length / AT_ONCE) }, (_, index) =>
    cases.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
