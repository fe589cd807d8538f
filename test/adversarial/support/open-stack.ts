import type { ErrorsTools } from '../../../lambdas/operations/tools';
import type { OperationPorts } from '../../../lib/operations';
import { isoTime, memoryCounters, memoryLedger, memoryRecords } from '../../../lib/runtime';
import type { SagaDefinition } from '../../../lib/saga';
import { type OpenedWorld, openWorld, type StormRequest } from './open-world';
import { type ErrorsQueue, openErrorsQueue } from './storm-errors-queue';
import { openFunctions } from './storm-functions';
import { type Machines, openMachines } from './storm-machines';
import { type Operators, openOperators } from './storm-operators';
import { MACHINE, UNWIND } from './storm-world';

/** One saga as it is deployed, in memory: the real machines, handlers and operations. */
export interface Stack extends OpenedWorld {
  readonly errors: ErrorsQueue;
  readonly machines: Machines;
  readonly operators: Operators;
}

export const openStack = (definition: SagaDefinition, request: StormRequest): Stack => {
  const opened = openWorld(definition, request, (...about) => errors.isAlive(...about));
  const { world, trouble } = opened;
  const { clock, wait, note, meddle, excuse, storm } = world;
  const errors = openErrorsQueue(world, () => tools);
  const functions = openFunctions(world, {
    answers: () => machines.answers,
    park: (body) => {
      meddle();
      note(`parked ${(body as { step: string }).step}`);
      errors.send(body);
    },
    trouble,
  });
  let calls = 0;
  const machines = openMachines(world, {
    integration: (call) => {
      if (++calls === request.killedAt) machines.kill();
      return functions.integration(call);
    },
    onDeath: (event) => {
      meddle();
      if (world.happens(storm.lostEvents)) return excuse('the event of a dead execution got lost');
      errors.send(event);
      if (world.happens(0.2)) errors.send(event);
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
    random: world.chance,
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
    recordsOf: (participant) => memoryRecords(world.tableOf(participant)),
    errors: tools.errors,
    deadLetters: errors.deadLetters,
    refusedRequests: { peek: async () => ({ messages: [], more: false }) },
    stateMachineArn: MACHINE,
    unwindMachineArn: UNWIND,
  };
  const operators = openOperators(world, tools, ports);
  return { ...opened, errors, machines, operators };
};
