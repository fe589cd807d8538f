import {
  explore,
  type Found,
  Mismatch,
  madeFunctions,
  newStates,
  readSchedule,
  runnerHere,
  runSchedule,
  runStorm,
  type Schedule,
  type Subject,
  scheduleText,
  statesIn,
  type Variation,
} from '../../lib/explore';
import { flatSteps, type SagaDefinition } from '../../lib/saga';
import { tripSaga } from '../runtime/support/sagas';
import { noTombstone, resultForgotten } from './seeded/ledger';
import { catchOnCustomErrorsOnly } from './seeded/machine';

/** Every other step has its effect outside. */
const made = (definition: SagaDefinition, input: unknown, variation?: Variation): Subject => ({
  definition,
  input,
  functions: madeFunctions(definition, {
    outside: new Set(flatSteps(definition).flatMap(({ name }, at) => (at % 2 === 0 ? [name] : []))),
    resultOf: ({ name }) => ({ done: name }),
  }),
  ...(variation ? { variation } : {}),
});

const INPUT = { product: 'chair', pieces: 1 };
const ONCE = { faults: 1, turns: 1 };

const search = (subject: Subject, pruned = true): Promise<Found> =>
  explore(
    runnerHere(subject, { interleave: false, states: pruned ? statesIn(newStates(2 ** 16)) : undefined }),
    { limits: ONCE },
  );

const read = (subject: Subject, schedule: Schedule, interleave = false) =>
  runSchedule(subject, schedule, { left: { faults: 0, turns: 0 }, interleave, isRead: true });

test('a saga holds out against every single fault, and it is said up to where that was tried', async () => {
  const found = await search(made(tripSaga, INPUT));
  expect(found).toMatchObject({ exhausted: 1, violations: [] });
  expect(Object.keys(found.ends)).toEqual(expect.arrayContaining(['COMPLETED', 'COMPENSATED']));
  expect(Object.keys(found.kinds)).toEqual(
    expect.arrayContaining([
      'refused',
      'throttled',
      'dies',
      'late',
      'twice',
      'lost',
      'execution',
      'operator',
      'time',
    ]),
  );
});

test('what is cut off because it is known would have come to the same ends', async () => {
  const subject = made(tripSaga, INPUT);
  const [pruned, whole] = [await search(subject), await search(subject, false)];
  expect(pruned.cut).toBeGreaterThan(0);
  expect(whole).toMatchObject({ exhausted: 1, cut: 0, violations: [] });
  expect(whole.runs).toBeGreaterThan(pruned.runs);
  expect(Object.keys(pruned.ends).toSorted()).toEqual(Object.keys(whole.ends).toSorted());
});

test.each([
  ['undoing what never happened leaves no tombstone', noTombstone],
  ['an attempt forgets the result of the one before it', resultForgotten],
  ['only custom errors are caught', catchOnCustomErrorsOnly],
])('that %s is found with one fault, by the pruned search and by the whole', async (_what, defect) => {
  const subject = made(tripSaga, INPUT, defect);
  for (const pruned of [true, false]) {
    const { violations, exhausted } = await search(subject, pruned);
    expect([exhausted, violations.length > 0]).toEqual([0, true]);
    expect(violations[0]?.schedule).toHaveLength(1);
  }
});

test('the same schedule is the same run, and one that is cut off before its last fault goes well', async () => {
  const subject = made(tripSaga, INPUT, resultForgotten);
  const [violation] = (await search(subject)).violations;
  const schedule = violation?.schedule ?? [];
  const [one, two] = [await read(subject, schedule), await read(subject, schedule)];
  expect(one.problems.map(({ problem }) => problem)).toContain(violation?.problem);
  expect(two).toEqual(one);
  expect((await read(subject, schedule.slice(0, -1))).problems).toEqual([]);
});

test('two that run at the same time are interrupted at each of their calls, if that is asked for', async () => {
  const subject = made(tripSaga, INPUT);
  const { branches } = await runSchedule(subject, [], { left: ONCE, interleave: true });
  const coarse = await runSchedule(subject, [], { left: ONCE, interleave: false });
  expect(branches.length).toBeGreaterThan(coarse.branches.length);
  for (const { schedule } of branches.filter(({ kind }) => kind === 'operator')) {
    expect({ at: scheduleText(schedule), problems: (await read(subject, schedule, true)).problems }).toEqual({
      at: scheduleText(schedule),
      problems: [],
    });
  }
});

test('whatever goes wrong by lot, it comes to one of its ends; and the storm is a schedule as any other', async () => {
  const subject = made(tripSaga, INPUT);
  const ends = new Set<string | undefined>();
  for (let seed = 1; seed <= 60; seed++) {
    const interleave = seed % 3 === 0;
    const storm = await runStorm(subject, { seed, rate: 0.1, most: 8, interleave });
    expect({ seed, problems: storm.problems }).toEqual({ seed, problems: [] });
    ends.add(storm.status);
    if (seed % 20 > 0) continue;
    const again = await read(subject, storm.schedule, interleave);
    expect([again.status, again.problems]).toEqual([storm.status, []]);
  }
  expect([...ends]).toEqual(expect.arrayContaining(['COMPLETED', 'COMPENSATED']));
});

test('a schedule of another saga is told, and not run', async () => {
  const schedule = readSchedule('1.lands:99') ?? [];
  await expect(read(made(tripSaga, INPUT), schedule)).rejects.toThrow(Mismatch);
});
