import {
  explore,
  newStates,
  runnerHere,
  runStorm,
  type Subject,
  scheduleText,
  statesIn,
  subjectOf,
  type Variation,
} from '../../lib/explore';
import { participantNames } from '../../lib/saga';
import { project } from '../every/world';
import * as ledger from '../explore/seeded/ledger';
import * as log from '../explore/seeded/log';
import * as machine from '../explore/seeded/machine';
import * as operations from '../explore/seeded/operations';
import { projectSubject } from '../explore/seeded/subjects';

const search = (subject: Subject) =>
  explore(runnerHere(subject, { interleave: false, states: statesIn(newStates(2 ** 18)) }), {
    limits: { faults: 1, turns: 1 },
  });

describe.each(Object.keys(project.sagas))('%s', (saga) => {
  test.each(
    Object.keys(project.examples(saga)),
  )('holds out against every single fault with the input %s', async (example) => {
    const definition = project.sagas[saga];
    if (!definition) throw new Error(`there is no saga ${saga}`);
    const handlers = Object.fromEntries(
      participantNames(definition).map((by) => [by, project.handler(saga, by)]),
    );
    const { exhausted, violations } = await search(
      subjectOf({ definition, handlers }, project.examples(saga)[example]),
    );
    const [violation] = violations.map((one) => ({ ...one, schedule: scheduleText(one.schedule) }));
    expect({ exhausted, violation }).toEqual({ exhausted: 1, violation: undefined });
  });
});

/** A saga whose execution died before anything was logged, and whose event got lost, is known to Step Functions alone. */
const isKnown = (status: string | undefined): boolean => status !== 'UNKNOWN';

test.each(
  Object.keys(project.sagas),
)('%s comes to one of its ends, whatever goes wrong by lot', async (saga) => {
  const subject = await projectSubject(saga);
  for (let seed = 1; seed <= 400; seed++) {
    const rate = [0.02, 0.05, 0.1, 0.2][seed % 4] ?? 0;
    const most = [2, 4, 8, 20][(seed >> 2) % 4] ?? 0;
    const { status, problems, schedule } = await runStorm(subject, {
      seed,
      rate,
      most,
      interleave: seed % 3 === 0,
    });
    if (isKnown(status)) expect([scheduleText(schedule), problems]).toEqual([scheduleText(schedule), []]);
  }
});

/** What each shows as, in the longest saga of this project. */
const SEEDED: Readonly<Record<string, readonly [defect: Variation, as: RegExp]>> = {
  ownCompensationSkipped: [machine.ownCompensationSkipped, /waits for the sweeper|is there/],
  orderSwapped: [machine.orderSwapped, /after what came before it/],
  catchOnCustomErrorsOnly: [machine.catchOnCustomErrorsOnly, /nothing caught it/],
  parkedNotSent: [machine.parkedNotSent, /waits for the sweeper/],
  givenUpPastThePivot: [machine.givenUpPastThePivot, /waits for the sweeper/],
  noTombstone: [ledger.noTombstone, /nothing keeps it from happening/],
  undoKeyedByTheResult: [ledger.undoKeyedByTheResult, /nothing keeps it from happening/],
  idempotencyByAttempt: [ledger.idempotencyByAttempt, /it was never done/],
  commitsTwice: [ledger.commitsTwice, /are left of/],
  tombstoneOverwritten: [ledger.tombstoneOverwritten, /after its tombstone/],
  counterOutsideTheTransaction: [ledger.counterOutsideTheTransaction, /are left of/],
  exhaustedToldToADuplicate: [ledger.exhaustedToldToADuplicate, /it is refused, and it is done/],
  fenceWithoutTombstone: [ledger.fenceWithoutTombstone, /nothing keeps it from happening/],
  resultForgotten: [ledger.resultForgotten, /another result is told/],
  compensatedBeforeTheUndo: [log.compensatedBeforeTheUndo, /nothing keeps it from happening/],
  headerNeverRisesAgain: [log.headerNeverRisesAgain, /waits for the sweeper/],
  headerBeforeEvent: [log.headerBeforeEvent, /the header is raised/],
  pendingCountedAsCompensated: [log.pendingCountedAsCompensated, /the header is raised/],
  successBeforeTheLedger: [log.successBeforeTheLedger, /it was never done/],
  cancelNeverUnwinds: [operations.cancelNeverUnwinds, /waits for the sweeper/],
  cancelWithoutItsMark: [operations.cancelWithoutItsMark, /before the log knows of it/],
  deathIgnored: [operations.deathIgnored, /waits for the sweeper/],
  directionFromLogEvents: [operations.directionFromLogEvents, /nobody cancelled/],
  redriverSwallowsFailures: [operations.redriverSwallowsFailures, /is taken away/],
  redriveSendsNothing: [operations.redriveSendsNothing, /is taken away|never comes to rest/],
};

test.each(Object.entries(SEEDED))('%s is found with one fault at the most', async (_name, [
  variation,
  as,
]) => {
  const longest = Object.keys(project.sagas)
    .toSorted((a, b) => (project.sagas[b]?.steps.length ?? 0) - (project.sagas[a]?.steps.length ?? 0))
    .map((saga) => projectSubject(saga));
  const subject = await (longest[0] as Promise<Subject>);
  const [violation] = (await search({ ...subject, variation })).violations;
  expect(violation?.problem).toMatch(as);
});
