import { isUnwindGivenUp, type LoggedSaga } from '../../runtime';
import { type ExecutionSummary, isOver } from '../../saga';
import { DAY, HOUR, LONGEST_MS, SAGA, START } from './constants';
import { type OpenedWorld, openWorld, type WorldOptions } from './open-world';
import type { Told } from './operators';
import type { WorldRecord } from './record';
import type { Tables } from './tables';
import type { Subject } from './world';

/** What is there when everything came to rest. */
export interface Aftermath extends Pick<WorldRecord, 'trace' | 'blamed' | 'excuses' | 'wasMeddledWith'> {
  /** What it came to by itself, before anybody swept. */
  readonly byItself: { readonly isStill: boolean; readonly logged: LoggedSaga | undefined };
  /** How often the sweeper did something. */
  readonly mended: number;
  readonly isQuiet: boolean;
  readonly logged: LoggedSaga | undefined;
  readonly main: ExecutionSummary | undefined;
  readonly cancelled: boolean;
  readonly told: readonly Told[];
  readonly tables: Tables;
  /** Keys of what is there outside. */
  readonly outside: ReadonlySet<string>;
  /** Transitions by execution. */
  readonly transitions: ReadonlyMap<string, number>;
}

/**
 * One saga from its start until everything rests. First what happens by itself; then the sweeper comes, less and less
 * often; then everything is mended, what was given up is sent again, and the sweeper comes once more.
 */
export const run = async (subject: Subject, options: WorldOptions): Promise<Aftermath> => {
  const opened = openWorld(subject, options);
  const { world, record, machines, operators, errors } = opened;
  void operators.start();
  await settle(opened);
  const byItself = { isStill: isStill(opened), logged: await opened.logged() };
  let mended = await sweepUntilOver(opened);
  if (!(await isOverNow(opened))) {
    world.faults.mend();
    world.note('everything works again');
    for (let n = 0; n < MOST_MENDS && !(await isOverNow(opened)); n++) {
      if (errors.hasDeadLetters()) await finish(opened, operators.redrive());
      await finish(opened, operators.unwindAgain());
      mended += await sweepUntilOver(opened);
    }
  }
  await settle(opened);
  world.clock.stop();
  return {
    ...record,
    byItself,
    mended,
    isQuiet: isStill(opened) && (await isOverNow(opened)),
    logged: await opened.logged(),
    main: machines.describe(SAGA),
    cancelled: operators.wasCancelled(),
    told: operators.told,
    tables: world.tables,
    outside: world.provider.made,
    transitions: machines.transitions,
  };
};

/** An operator looks after it so many times. */
const MOST_MENDS = 4;

const isStill = ({ world, errors, machines }: OpenedWorld): boolean =>
  !world.scheduler.hasWork() && world.clock.isIdle() && errors.isEmpty() && machines.areStill();

const isOverNow = async ({ logged }: OpenedWorld): Promise<boolean> => {
  const found = await logged();
  return found === undefined || isOver(found.header.status);
};

/** Until nothing happens any more by itself. */
const settle = async ({ world }: OpenedWorld): Promise<void> => {
  while (await world.scheduler.step(START + LONGEST_MS)) {}
};

/** Until this is done, and what follows from it. */
const finish = async (opened: OpenedWorld, work: Promise<unknown>): Promise<void> => {
  void work;
  await settle(opened);
};

const sweepUntilOver = async (opened: OpenedWorld): Promise<number> => {
  const { world, operators } = opened;
  let mended = 0;
  for (let pause = HOUR; !(await isOverNow(opened)) && world.clock.now() - START < LONGEST_MS; ) {
    world.clock.pass(world.clock.now() + pause);
    let didSomething = false;
    await finish(
      opened,
      operators.sweep().then((acted) => {
        didSomething = acted;
      }),
    );
    if (didSomething) mended++;
    else if (await isLeftToPeople(opened)) break;
    pause = didSomething ? HOUR : Math.min(pause * 2, DAY);
  }
  return mended;
};

/** Only somebody who asks for it has it go on. */
const isLeftToPeople = async ({ errors, logged }: OpenedWorld): Promise<boolean> =>
  errors.hasDeadLetters() || isUnwindGivenUp((await logged())?.events ?? []);
