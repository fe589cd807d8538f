import type { WorldRecord } from '../../../lib/explore/world/record';
import type { LoggedSaga, MemoryTable } from '../../../lib/runtime';
import { type ExecutionSummary, isOver, type SagaDefinition } from '../../../lib/saga';
import { openStack } from './open-stack';
import type { StormRequest } from './open-world';
import { DAY, HOUR, MINUTE, SAGA_ID, SECOND, START } from './storm-world';

/** What has not come to rest by then never does. A message that got lost is sent again after 14 days. */
const LONGEST_MS = 60 * DAY;

/** What is there when everything came to rest. */
export interface Aftermath extends Pick<WorldRecord, 'trace' | 'blamed' | 'excuses' | 'wasMeddledWith'> {
  /** What it came to by itself, before anybody swept; undefined when the sweeper came all the time. */
  readonly byItself: { readonly isStill: boolean; readonly logged: LoggedSaga | undefined } | undefined;
  /** How often the sweeper did something. */
  readonly mended: number;
  readonly isQuiet: boolean;
  readonly logged: LoggedSaga | undefined;
  readonly main: ExecutionSummary | undefined;
  readonly cancelled: boolean;
  /** Of all participants. */
  readonly tables: readonly MemoryTable[];
  /** Ledger keys that were DONE at some time, and what is there outside. */
  readonly everDone: ReadonlySet<string>;
  readonly outside: ReadonlySet<string>;
}

/** One saga with everything around it in memory, on a clock that jumps, from its start until everything rests. */
export const runStorm = async (definition: SagaDefinition, request: StormRequest): Promise<Aftermath> => {
  const { world, record, tables, errors, machines, operators } = openStack(definition, request);
  const { clock, chance, storm, wait } = world;
  const readLog = () => world.log.read({ name: definition.name, id: SAGA_ID });
  const isStill = (): boolean => world.isIdle() && errors.isEmpty() && machines.areStill();
  const isOverNow = async (): Promise<boolean> => {
    const logged = await readLog();
    return logged === undefined || isOver(logged.header.status);
  };

  for (let n = 0; n < 3; n++) {
    if (chance() >= storm.kills) continue;
    const delay = chance() * (chance() < 0.7 ? 8 : 120) * SECOND;
    void world.busy(async () => {
      await wait(delay);
      machines.kill();
    });
  }
  await operators.start(request.input);

  let byItself: Aftermath['byItself'];
  if (chance() < 0.6) {
    while (!isStill() && clock.now() - START < LONGEST_MS) await wait(10 * MINUTE);
    byItself = { isStill: isStill(), logged: await readLog() };
  }
  let mended = 0;
  for (let hours = 0; clock.now() - START < LONGEST_MS && !(isStill() && (await isOverNow())); hours++) {
    await wait(HOUR);
    if (await operators.sweep()) mended++;
    if (hours % 24 === 23 && errors.hasDeadLetters() && chance() < 0.5) await operators.lookAfterLetters();
    if (hours % 24 === 11) await operators.unwindAgain();
  }
  clock.stop();

  return {
    ...record,
    byItself,
    mended,
    isQuiet: isStill() && (await isOverNow()),
    logged: await readLog(),
    main: machines.describe(SAGA_ID),
    cancelled: operators.wasCancelled(),
    tables: [...tables.values()],
    everDone: world.everDone,
    outside: world.provider.made,
  };
};
