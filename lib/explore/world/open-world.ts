import type { ErrorsTools } from '../../../lambdas/operations/tools';
import type { OperationPorts } from '../../operations';
import {
  isoTime,
  type LoggedSaga,
  memoryCounters,
  memoryLedger,
  memoryRecords,
  memorySagaLog,
} from '../../runtime';
import { isOver, longestRunSeconds } from '../../saga';
import type { Oracle } from '../choices/oracle';
import { chainOrder } from './chain-order';
import { WorldClock } from './clock';
import { LATER_MS, MACHINE, SAGA, SECOND, START, UNWIND } from './constants';
import { type ErrorsQueue, openErrorsQueue } from './errors-queue';
import { openFunctions } from './functions';
import { checkEnd } from './honest-end';
import { lastingFaults } from './lasting-faults';
import { type Machines, openMachines } from './machines';
import { type Operators, openOperators } from './operators';
import { portOf } from './ports';
import { openProvider } from './provider';
import { openRecord, type WorldRecord } from './record';
import { type Chance, Scheduler } from './scheduler';
import { standingOf } from './standing';
import { openTables } from './tables';
import { watchedLog } from './watched-log';
import type { Subject, World } from './world';

/** One saga as it is deployed, in memory: the real machines, handlers and operations. */
export interface OpenedWorld {
  readonly world: World;
  readonly record: WorldRecord;
  readonly errors: ErrorsQueue;
  readonly machines: Machines;
  readonly operators: Operators;
  readonly logged: () => Promise<LoggedSaga | undefined>;
}

export interface WorldOptions {
  readonly oracle: Oracle;
  /** A process may be interrupted at each of its calls. */
  readonly interleave: boolean;
  /** Somebody reads what happened. */
  readonly isRead: boolean;
}

export const openWorld = (subject: Subject, { oracle, interleave, isRead }: WorldOptions): OpenedWorld => {
  const { definition, variation = {} } = subject;
  const clock = new WorldClock(START);
  const record = openRecord(() => clock.now(), isRead);
  const { note, blame, excuse, meddle } = record;
  const faults = lastingFaults();
  const tables = openTables();
  const provider = openProvider();
  const chain = chainOrder(definition, blame);
  const kept = memorySagaLog();
  let latest: LoggedSaga | undefined;
  const look = async (): Promise<void> => {
    latest = await kept.read({ name: definition.name, id: SAGA });
  };

  const scheduler = new Scheduler({
    clock,
    oracle,
    interleave,
    note,
    chances: (idle) => [
      ...machines.chances(),
      ...operators.chances(idle),
      ...errors.chances(),
      ...timeChances(),
    ],
    standing: () =>
      standingOf(
        world,
        {
          engine: machines.engine,
          errors,
          more: [
            record.excuses.length > 0,
            record.wasMeddledWith(),
            operators.told,
            operators.wasCancelled(),
            chain.standing(),
          ],
        },
        latest,
      ),
    beforeStep: look,
  });

  const world: World = {
    subject,
    definition,
    variation,
    clock,
    oracle,
    scheduler,
    faults,
    tables,
    provider,
    note,
    blame,
    excuse,
    meddle,
    log: watchedLog(() => ({ definition, blame, tables, provider, isAlive: errors.isAlive }), kept),
    port: (port, name, process) => portOf(port, name, process, { oracle, scheduler, faults, note }),
  };

  const pass = (name: string, to: number, then: () => void): readonly Chance[] =>
    clock.now() > to
      ? []
      : [
          {
            name,
            kind: 'time',
            cost: 'fault',
            happen: () => {
              note(`time passes: ${name}`);
              clock.pass(to + SECOND);
              then();
            },
          },
        ];
  /** Time that passes while something is under way; and long after a saga is over, when it may be cancelled. */
  const timeChances = (): readonly Chance[] => {
    if (latest && isOver(latest.header.status)) return pass('later', START + LATER_MS, () => undefined);
    const deadline = latest
      ? Date.parse(latest.header.expireTime)
      : START + definition.deadlineSeconds * SECOND;
    const due = latest ? Date.parse(latest.header.due) : START + longestRunSeconds(definition) * SECOND;
    return [
      ...pass('deadline', deadline, () => undefined),
      ...pass('overdue', due, () => void operators.sweep()),
    ];
  };

  const errors = openErrorsQueue(world, () => tools);
  const functions = openFunctions(world, {
    answers: () => machines.answers,
    sent: chain.sent,
    park: (body) => {
      meddle();
      errors.send(body);
    },
  });
  const machines: Machines = openMachines(world, {
    integration: functions.integration,
    onDeath: (event) => errors.send(event),
    onEnd: (...end) => checkEnd(world, ...end),
  });
  const now = (): string => isoTime(clock.now());
  const tools: ErrorsTools = {
    definition,
    clock,
    now,
    logger: { info: () => undefined, warn: (message) => note(`warning: ${message}`) },
    log: world.log,
    orchestrator: machines.orchestrator,
    random: () => 0.5,
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
    ledgerOf: (participant) => memoryLedger(tables.of(participant), clock),
    countersOf: (participant) => memoryCounters(tables.of(participant)),
    recordsOf: (participant) => memoryRecords(tables.of(participant)),
    errors: tools.errors,
    deadLetters: errors.deadLetters,
    refusedRequests: { peek: async () => ({ messages: [], more: false }) },
    stateMachineArn: MACHINE,
    unwindMachineArn: UNWIND,
  };
  const operators: Operators = openOperators(world, tools, ports, {
    hasDeadLetters: () => errors.hasDeadLetters(),
    isStarted: () => machines.describe(SAGA) !== undefined,
  });
  return {
    world,
    record,
    errors,
    machines,
    operators,
    logged: () => kept.read({ name: definition.name, id: SAGA }),
  };
};
