import type { ErrorsTools } from '../../../lambdas/operations/tools';
import { JumpingClock } from '../../../lib/engine';
import type { OperationPorts } from '../../../lib/operations';
import {
  isoTime,
  type LoggedSaga,
  type MemoryTable,
  memoryCounters,
  memoryLedger,
  memoryTable,
} from '../../../lib/runtime';
import {
  commandNames,
  type ExecutionSummary,
  flatSteps,
  isOver,
  type LedgerItem,
  type SagaDefinition,
} from '../../../lib/saga';
import type { Defect } from '../../defects/defect';
import { chanceOf } from './chance';
import { openProvider } from './provider';
import { openErrorsQueue } from './storm-errors-queue';
import { openFunctions } from './storm-functions';
import type { Rules } from './storm-handlers';
import { watchedLog } from './storm-log';
import { openMachines } from './storm-machines';
import { openOperators } from './storm-operators';
import {
  DAY,
  HOUR,
  MACHINE,
  MINUTE,
  SAGA_ID,
  SECOND,
  START,
  type Storm,
  UNWIND,
  type World,
} from './storm-world';

/** Faults stop after this long, so that everything must come to its end. */
const STORM_MS = 6 * DAY;
/** What has not come to rest by then never does. A message that got lost is sent again after 14 days. */
const LONGEST_MS = 60 * DAY;

/** What is there when everything came to rest. */
export interface Aftermath {
  /** What must not happen at any time, and did. */
  readonly blamed: readonly string[];
  /** What happened but for which the saga would need no help. */
  readonly excuses: readonly string[];
  /** What it came to by itself, before anybody swept; undefined when the sweeper came all the time. */
  readonly byItself: { readonly isStill: boolean; readonly logged: LoggedSaga | undefined } | undefined;
  /** How often the sweeper did something. */
  readonly mended: number;
  readonly wasMeddledWith: boolean;
  readonly isQuiet: boolean;
  readonly logged: LoggedSaga | undefined;
  readonly main: ExecutionSummary | undefined;
  readonly cancelled: boolean;
  /** Of all participants. */
  readonly tables: readonly MemoryTable[];
  /** Ledger keys that were DONE at some time, and what is there outside. */
  readonly everDone: ReadonlySet<string>;
  readonly outside: ReadonlySet<string>;
  /** What happened, in order. */
  readonly trace: readonly string[];
}

/** A table that remembers what was DONE at some time. */
const rememberingTable = (everDone: Set<string>): MemoryTable => {
  class Items extends Map<string, LedgerItem> {
    override set(key: string, item: LedgerItem): this {
      if (item.state === 'DONE') everDone.add(key);
      return super.set(key, item);
    }
  }
  return { ...memoryTable(), items: new Items() };
};

/** One saga with everything around it in memory, on a clock that jumps: the real machines, handlers and operations. */
export const runStorm = async (
  definition: SagaDefinition,
  request: {
    readonly seed: number;
    readonly storm: Storm;
    readonly input: unknown;
    readonly outside: Rules['outside'];
    readonly resultOf: Rules['resultOf'];
    readonly defect: Defect;
    /** A command whose function does not even load, as long as the storm rages. */
    readonly broken: string | undefined;
  },
): Promise<Aftermath> => {
  const { storm, input, defect } = request;
  const chance = chanceOf(request.seed);
  const clock = new JumpingClock(() => START);
  const trace: string[] = [];
  const blamed: string[] = [];
  const excuses: string[] = [];
  const everDone = new Set<string>();
  const tables = new Map<string, MemoryTable>();
  let underWay = 0;
  let wasMeddledWith = false;
  const wait = (ms: number): Promise<void> => new Promise((done) => clock.schedule(ms, done));
  const raging = (): boolean => clock.now() - START < STORM_MS;
  const note = (line: string): void => void trace.push(`${isoTime(clock.now())} ${line}`);
  const excuse = (what: string): void => {
    note(`excuse: ${what}`);
    excuses.push(what);
    wasMeddledWith = true;
  };
  const blame = (problem: string): void => {
    note(`blame: ${problem}`);
    blamed.push(problem);
  };
  const happens = (probability: number): boolean => raging() && chance() < probability;
  const broken = new Set(
    commandNames(definition).filter((name) => chance() < storm.refusals / 2 || name === request.broken),
  );
  const refused = new Set(
    flatSteps(definition).flatMap(({ name }) => (chance() < storm.refusals ? [name] : [])),
  );
  const outage = { from: chance() * HOUR, length: chance() < storm.outages ? chance() * 3 * DAY : 0 };
  const errorsQueueIsAwayFor = chance() < storm.outages ? chance() * 2 * HOUR : 0;
  const isAway = (request: 'perform' | 'reverse'): boolean => {
    if (happens(storm.faults / 2)) return true;
    const since = clock.now() - START - outage.from;
    return request === 'reverse' && since >= 0 && since < outage.length;
  };

  const world: World = {
    definition,
    storm,
    defect,
    rules: {
      outside: request.outside,
      refused: (step) => raging() && refused.has(step),
      resultOf: request.resultOf,
    },
    clock,
    chance,
    raging,
    happens,
    wait,
    note,
    blame,
    excuse,
    busy: async (work) => {
      underWay++;
      try {
        return await work();
      } finally {
        underWay--;
      }
    },
    isIdle: () => underWay === 0,
    log: watchedLog(() => ({ ...world, isAlive: errors.isAlive })),
    tableOf: (participant) => {
      const table = tables.get(participant) ?? rememberingTable(everDone);
      tables.set(participant, table);
      return table;
    },
    provider: openProvider({ wait, blame, isAway }),
    everDone,
  };
  const errors = openErrorsQueue(world, () => tools);
  const functions = openFunctions(world, {
    answers: () => machines.answers,
    park: (body) => {
      wasMeddledWith = true;
      note(`parked ${(body as { step: string }).step}`);
      errors.send(body);
    },
    isBroken: (command) => raging() && broken.has(command),
    isErrorsQueueAway: () => clock.now() - START < errorsQueueIsAwayFor,
  });
  const machines = openMachines(world, {
    integration: functions.integration,
    onDeath: (event) => {
      wasMeddledWith = true;
      if (happens(storm.lostEvents)) return excuse('the event of a dead execution got lost');
      errors.send(event);
      if (happens(0.2)) errors.send(event);
    },
  });
  const now = (): string => isoTime(clock.now());
  const tools: ErrorsTools = {
    definition,
    clock: { now: () => clock.now(), sleep: wait },
    now,
    logger: {
      info: () => undefined,
      warn: (message, fields) => note(`warn ${message} ${JSON.stringify(fields)}`),
    },
    log: world.log,
    orchestrator: machines.orchestrator,
    invoke: functions.invoke,
    errors: { send: async (body) => errors.send(body), delay: async () => undefined },
    stateMachineArn: MACHINE,
    unwindMachineArn: UNWIND,
  };
  const ports: OperationPorts = {
    definition,
    clock,
    now,
    log: world.log,
    orchestrator: machines.orchestrator,
    ledgerOf: (participant) => memoryLedger(world.tableOf(participant), clock),
    countersOf: (participant) => memoryCounters(world.tableOf(participant)),
    errors: tools.errors,
    deadLetters: errors.deadLetters,
    stateMachineArn: MACHINE,
    unwindMachineArn: UNWIND,
  };
  const operators = openOperators(world, tools, ports);
  const readLog = () => world.log.read({ name: definition.name, id: SAGA_ID });
  const isStill = (): boolean => world.isIdle() && errors.isEmpty() && machines.areStill();
  const isOverNow = async (): Promise<boolean> => {
    const logged = await readLog();
    return logged === undefined || isOver(logged.header.status);
  };

  for (let n = 0; n < 3; n++) {
    if (chance() >= storm.kills) continue;
    const delay = chance() * (chance() < 0.5 ? 3 : 120) * SECOND;
    void world.busy(async () => {
      await wait(delay);
      wasMeddledWith ||= !machines.areStill();
      machines.kill();
    });
  }
  await operators.start(input);

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
  }
  clock.stop();

  return {
    blamed,
    excuses,
    byItself,
    mended,
    wasMeddledWith: wasMeddledWith || operators.wasCancelled(),
    isQuiet: isStill() && (await isOverNow()),
    logged: await readLog(),
    main: machines.describe(SAGA_ID),
    cancelled: operators.wasCancelled(),
    tables: [...tables.values()],
    everDone,
    outside: world.provider.made,
    trace,
  };
};
