import {
  explore,
  newStates,
  runnerHere,
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
