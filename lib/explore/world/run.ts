import { isUnwindGivenUp, type LoggedSaga } from '../../runtime';
import { type ExecutionSummary, isOver } from '../../saga';
import { Cut } from '../choices/oracle';
import { covered, machineEdges } from '../edges/covered';
import { DAY, HOUR, LATER_MS, LONGEST_MS, SAGA, START } from './constants';
import { isUnwind } from './machines';
import { type OpenedWorld, openWorld, type WorldOptions } from './open-world';
import type { Told } from './operators';
import type { Tables } from './tables';
import type { Subject } from './world';

/** What is there when everything came to rest. */
export interface Aftermath {
  readonly isQuiet: boolean;
  /** What it came to by itself is still under way after so long. */
  readonly isEndless: boolean;
  readonly logged: LoggedSaga | undefined;
  readonly main: ExecutionSummary | undefined;
  /** States that its own execution entered. */
  readonly entered: ReadonlySet<string>;
  readonly cancelled: boolean;
  readonly told: readonly Told[];
  readonly tables: Tables;
  /** Keys of what is there outside. */
  readonly outside: ReadonlySet<string>;
}

export interface Run {
  /** Undefined: it came to where it is known how it goes on. */
  readonly after: Aftermath | undefined;
  /** What must not happen at any time, and did. */
  readonly blamed: readonly string[];
  readonly trace: readonly string[];
  /** Edges of the machines that were taken. */
  readonly covered: readonly string[];
}

/** One saga from its start until everything rests. */
export const run = async (subject: Subject, options: WorldOptions): Promise<Run> => {
  const opened = openWorld(subject, options);
  const { record, machines, world } = opened;
  let after: Aftermath | undefined;
  try {
    after = await live(opened);
  } catch (error) {
    if (!(error instanceof Cut)) throw error;
  }
  world.clock.stop();
  const { blamed, trace } = record;
  return {
    after,
    blamed,
    trace,
    covered: covered(machines.engine, machineEdges(machines.machines), isUnwind),
  };
};

/**
 * First what happens by itself; then the sweeper comes, less and less often; then everything is mended, what was given
 * up is sent again, and the sweeper comes once more.
 */
const live = async (opened: OpenedWorld): Promise<Aftermath> => {
  const { world, machines, operators, errors } = opened;
  void operators.start();
  await settle(opened);
  const isEndless = !isStill(opened);
  await blameForWaiting(opened);
  await sweepUntilOver(opened);
  if (!(await isOverNow(opened))) {
    for (let n = 0; n < MOST_MENDS && !(await isOverNow(opened)); n++) {
      const before = JSON.stringify(await opened.logged());
      world.faults.mend();
      world.note('everything works again');
      if (errors.hasDeadLetters()) await finish(opened, operators.redrive());
      await finish(opened, operators.unwindAgain());
      await sweepUntilOver(opened);
      // Nobody who looks after it would get any further.
      if (JSON.stringify(await opened.logged()) === before) break;
    }
  }
  return {
    isEndless,
    isQuiet: isStill(opened) && (await isOverNow(opened)),
    logged: await opened.logged(),
    main: machines.describe(SAGA),
    entered: machines.entered(SAGA),
    cancelled: operators.wasCancelled(),
    told: operators.told,
    tables: world.tables,
    outside: world.provider.made,
  };
};

/** Healing hides faults: where nothing happened that needs help, there is nothing to heal. */
const blameForWaiting = async ({ world, record, logged }: OpenedWorld): Promise<void> => {
  const { header, events = [] } = (await logged()) ?? {};
  if (record.excuses.length > 0 || header === undefined || isOver(header.status) || isUnwindGivenUp(events))
    return;
  world.blame(`it waits for the sweeper, ${header.status}, and nothing had happened`);
};

/** An operator looks after it so many times. */
const MOST_MENDS = 12;

const isStill = ({ world, errors, machines }: OpenedWorld): boolean =>
  !world.scheduler.hasWork() && world.clock.isIdle() && errors.isEmpty() && machines.areStill();

const isOverNow = async ({ logged }: OpenedWorld): Promise<boolean> => {
  const found = await logged();
  return found === undefined || isOver(found.header.status);
};

/** Until nothing happens any more by itself. */
const settle = async ({ world }: OpenedWorld): Promise<void> => {
  const began = world.clock.now();
  while (await world.scheduler.step(Math.max(began, START + LATER_MS) + LONGEST_MS)) {}
};

/** Until this is done, and what follows from it. */
const finish = async (opened: OpenedWorld, work: Promise<unknown>): Promise<void> => {
  void work;
  await settle(opened);
};

const sweepUntilOver = async (opened: OpenedWorld): Promise<void> => {
  const { world, operators, record } = opened;
  const began = world.clock.now();
  for (let pause = HOUR; !(await isOverNow(opened)) && world.clock.now() - began < LONGEST_MS; ) {
    world.clock.pass(world.clock.now() + pause);
    let didSomething = false;
    await finish(
      opened,
      operators.sweep().then((acted) => {
        didSomething = acted;
      }),
    );
    if (didSomething && !record.wasMeddledWith()) {
      world.blame('the sweeper found something to do, and nothing had happened');
    }
    if (!didSomething && (await isLeftToPeople(opened))) return;
    pause = didSomething ? HOUR : Math.min(pause * 2, DAY);
  }
};

/** Only somebody who asks for it has it go on. */
const isLeftToPeople = async ({ errors, logged }: OpenedWorld): Promise<boolean> =>
  errors.hasDeadLetters() || isUnwindGivenUp((await logged())?.events ?? []);
