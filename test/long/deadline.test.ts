import { fullest, type Variant } from '../every/variants';
import { project } from '../every/world';
import { type Case, FOR_GOOD } from '../matrix/cases';
import { inspectCase, startCase } from '../matrix/check';
import { checkCounters } from '../matrix/counters';
import { type Bench, startBench } from '../matrix/stack';

const TEN_MINUTES = 600;
const TWENTY_MINUTES_MS = 20 * 60_000;

/** The trip has to be settled within ten minutes. */
let hurried: Variant;
beforeAll(async () => {
  const everything = await fullest(project, 'travel');
  const input = { ...(everything.input as object), deadlineSeconds: TEN_MINUTES };
  hurried = { ...everything, name: 'hurried', input };
});

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.stop());

const run = async (one: Case) => {
  await startCase(bench, one);
  await bench.stack.idle();
  return inspectCase(bench, one);
};

test('a flight that answers after twice the deadline: the trip is undone at its deadline, the answer changes nothing', async () => {
  const one: Case = {
    id: 'hurried_answer-late',
    variant: hurried,
    faults: [{ command: 'book-flight', kind: 'answer-late', times: FOR_GOOD }],
  };
  const report = await run(one);
  expect(report.status).toBe('COMPENSATED');
  const failed = report.events.find(({ type }) => type === 'StepFailed');
  const waited = Date.parse(failed?.at ?? '') - Date.parse(report.createTime ?? '');
  expect(failed?.step).toBe('book-flight');
  expect(waited).toBeGreaterThanOrEqual(TEN_MINUTES * 1000 - 2000);
  expect(waited).toBeLessThan(2 * TEN_MINUTES * 1000);

  await bench.stack.pass(TWENTY_MINUTES_MS);
  const later = await inspectCase(bench, one);
  expect(later.status).toBe('COMPENSATED');
  expect(later.ledgers).toEqual(report.ledgers);
  expect(await checkCounters(bench)).toEqual([]);
});

test('a command that arrives past the deadline makes no new effect', async () => {
  const one: Case = {
    id: 'hurried_late',
    variant: hurried,
    faults: [{ command: 'book-flight', kind: 'late', times: 1 }],
  };
  const report = await run(one);
  await bench.stack.pass(TWENTY_MINUTES_MS);
  const later = await inspectCase(bench, one);
  expect(report.status).toBe('COMPENSATED');
  expect(
    Object.values(later.ledgers)
      .flat()
      .every(({ state }) => state === 'UNDONE'),
  ).toBe(true);
  expect(await checkCounters(bench)).toEqual([]);
});

test('a retriable step ignores the deadline', async () => {
  const report = await run({
    id: 'hurried_retriable',
    variant: hurried,
    // Nine attempts are given up within the deadline; the redriver comes long after it.
    faults: [{ command: 'confirm-itinerary', kind: 'transient', times: 16 }],
  });
  const succeeded = report.events.find(
    ({ type, step }) => type === 'StepSucceeded' && step === 'confirm-itinerary',
  );
  expect(report.status).toBe('COMPLETED');
  expect(Date.parse(succeeded?.at ?? '')).toBeGreaterThan(
    Date.parse(report.createTime ?? '') + TEN_MINUTES * 1000,
  );
});
