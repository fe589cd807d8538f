import { randomUUID } from 'node:crypto';
import { DefinitionError, variableReferences } from '../asl';
import {
  type Clock,
  Engine,
  type ExecutionSummary,
  type MapRunPart,
  type Requester,
  type StartReference,
  type StartRequest,
  type TaskCall,
} from '../engine';
import type { Functions } from './functions';
import type { Guard, GuardedCall } from './guard';
import type { ServiceCall } from './http';
import { deniedError } from './iam';
import { integrationsOf, lambdaArn, lambdaInvoke, type ServiceApis } from './integrations';
import { Listeners } from './listeners';
import { checkMachine } from './machine-check';
import { mapRunAccess } from './map-run-access';
import { mapStorage } from './map-storage';
import type { Mocks, TokenAnswers } from './mocks';
import { openStateTests, type StateTests } from './state-tests';
import {
  Activities,
  type ApiModels,
  checkDefinition,
  childStart,
  Definitions,
  type ExecutionEnd,
  type ExecutionRecord,
  type ExecutionStart,
  Executions,
  ExpressExecutions,
  type MachineReference,
  MapRuns,
  makeAnswer,
  type OpenedJournal,
  type StateMachine,
  StateMachines,
  type StatesContext,
  Tags,
} from './states';
import { taskCalls } from './task-calls';
import type { Environment } from './template';
import { TokenWatch } from './token-watch';

export interface OrchestratorOptions {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly random: () => number;
  /** Where executions are kept across restarts, with those of earlier runs. */
  readonly opened: OpenedJournal | undefined;
  readonly functions: Functions;
  readonly guard: Guard;
  /** The services that a Task may call; asked for once everything is there. */
  readonly apis: ServiceApis;
  readonly mocks: Mocks;
  readonly apiModels: ApiModels;
  /** Sends the event of an execution that has started or ended. */
  readonly announce: (record: ExecutionRecord) => Promise<void>;
  /** Told when an execution of an Express workflow, or the test of a state, has started: nothing announces it. */
  readonly onExpress: () => void;
  /** Told when an execution has ended. */
  readonly onEnd: () => void;
}

/** The state machines and their executions, on the engine. */
export interface Orchestrator {
  readonly machines: StateMachines;
  readonly activities: Activities;
  readonly tags: Tags;
  readonly executions: Executions;
  /** How many executions run, of either type, and tests of states. */
  readonly running: () => number;
  /** What the Step Functions API works on. */
  readonly context: StatesContext;
  /** @throws DefinitionError when the engine cannot run it. */
  deploy(machine: StateMachine): void;
  /** @throws ServiceError as StartExecution does. */
  start(
    stateMachineArn: unknown,
    name: string | undefined,
    input: string,
  ): Pick<ExecutionRecord, 'executionArn' | 'startDate'>;
  /** Fails the task of a token; one that is no longer open is let be. */
  failTask(token: string, error: string, cause: string): void;
  /** The machine whose task waits under this token; undefined when none does. */
  machineOfToken(token: string): string | undefined;
  /** The stack goes down: nothing is recorded any more. */
  close(): void;
  /** Takes over the executions of earlier runs, once everything else is up. */
  restore(): Promise<void>;
}

const endOf = (summary: ExecutionSummary): ExecutionEnd => ({
  status: summary.status as ExecutionEnd['status'],
  stopDate: (summary.stopDate ?? summary.startDate).getTime(),
  ...(summary.output === undefined ? {} : { output: summary.output }),
  ...(summary.error === undefined ? {} : { error: summary.error }),
  ...(summary.cause === undefined ? {} : { cause: summary.cause }),
});

/** Of a definition that was lost with a part of the journal nothing is known. */
const variablesIn = (definitions: Definitions, definition: string): ReturnType<typeof variableReferences> => {
  try {
    return variableReferences(definitions.load({ definition }));
  } catch (error) {
    if (error instanceof DefinitionError) return {};
    throw error;
  }
};

/** As the history tells it. */
const referenceOf = ({ stateMachineAliasArn, stateMachineVersionArn }: MachineReference): StartReference => ({
  ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
  ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
});

export const openOrchestrator = (options: OrchestratorOptions): Orchestrator => {
  const { clock, environment, opened, guard, apis, mocks } = options;
  const { lambda, calls, plan, late } = options.functions;
  const keep = opened?.journal.keep;
  const machines = new StateMachines(options.random, keep);
  const activities = new Activities(clock, keep);
  const tags = new Tags(keep);
  const definitions = new Definitions();
  const tokens = new TokenWatch();

  const roleArnOf = (stateMachineArn: string): string =>
    machines.all().find(({ arn }) => arn === stateMachineArn)?.roleArn ?? '';

  /** An execution acts as the role its machine had when it started. */
  const roleArnOfExecution = (call: Pick<TaskCall, 'executionArn' | 'stateMachineArn'>): string =>
    executions.find(call.executionArn)?.roleArn ??
    express.find(call.executionArn)?.machine.roleArn ??
    tests.roleOf(call.executionArn) ??
    roleArnOf(call.stateMachineArn);

  const removeWhenIdle = (machineArn: string): void => {
    if (!machines.isDeleting(machineArn)) return;
    if (!executions.runsOf(machineArn) && !express.runsOf(machineArn)) machines.remove(machineArn);
  };

  const requestOf = (record: ExecutionStart): StartRequest & { readonly startDate: number } => ({
    stateMachineArn: record.stateMachineArn,
    definition: definitions.load(record),
    name: record.name,
    input: record.input,
    roleArn: record.roleArn ?? roleArnOf(record.stateMachineArn),
    startDate: record.startDate,
  });

  const executions: Executions = new Executions({
    clock,
    journal: opened?.journal,
    announce: options.announce,
    run: (record) => engine.startExecution({ ...requestOf(record), reference: referenceOf(record) }),
    redrive: (record, redriveCount) =>
      engine.redriveExecution({ ...requestOf(record), history: record.history, redriveCount }),
  });

  const express: ExpressExecutions = new ExpressExecutions({
    clock,
    newId: randomUUID,
    run: (machine, request) => {
      options.onExpress();
      const definition = definitions.load(machine);
      return engine.startExecution({ ...request, definition, roleArn: machine.roleArn });
    },
  });

  const mapRuns = new MapRuns(() => engine, keep);

  const begun = ({ executionArn, mapRunArn }: ExecutionSummary): void => {
    if (mapRunArn === undefined) return;
    const child = engine.execution(executionArn);
    const parent = executions.get(mapRuns.get(mapRunArn).start.executionArn);
    const { redrive } = child.identity;
    executions.adopt(
      childStart(child, child.part as MapRunPart, parent),
      child.history,
      redrive && { count: redrive.count, date: Date.parse(redrive.time), tokens: [] },
    );
  };

  const start: Orchestrator['start'] = (arn, name, input) => {
    const { machine, reference } = machines.route(String(arn));
    const kind = machine.type === 'EXPRESS' ? express : executions;
    return kind.start(machine, reference, name ?? randomUUID(), input);
  };

  const demand = (call: Requester, asked: GuardedCall): void => {
    const denial = guard.asRole(roleArnOfExecution(call), asked);
    if (denial) throw deniedError(asked.service, denial);
  };

  /** A child execution of a distributed Map belongs to the execution that somebody has started. */
  const rootOf = (executionArn: string): string => {
    const child = executions.find(executionArn)?.child;
    return child ? rootOf(mapRuns.get(child.mapRunArn).start.executionArn) : executionArn;
  };

  const ends = new Listeners();
  const integrations = integrationsOf({
    apis,
    demand,
    ended: (executionArn) => (executions.get(executionArn).end ? Promise.resolve() : ends.next(executionArn)),
    lambdaInvoke: lambdaInvoke(lambda, calls),
    lambdaArn: lambdaArn(lambda, calls),
  });

  const answers: TokenAnswers = {
    succeed: (token, output) => engine.sendTaskSuccess(token, output),
    fail: (token, error, cause) => engine.sendTaskFailure(token, error, cause),
  };

  const integrate = taskCalls({
    ...{ activities, integrations, mocks, answers, demand, rootOf },
    before: (call) => {
      if (opened) executions.flush(call.executionArn);
    },
    onCall: (call) => {
      if (plan.active) tokens.watch(call);
    },
  });

  const storage = mapStorage({ apis, demand });
  const engine: Engine = new Engine({
    clock,
    random: options.random,
    region: environment.region,
    accountId: environment.accountId,
    mapStorage: storage,
    integrations: integrate,
    onTransition: (executionArn) => {
      // Executions of a machine that is being deleted end at their next state.
      const record = executions.find(executionArn) ?? express.find(executionArn)?.reference;
      if (record && machines.isDeleting(record.stateMachineArn)) engine.stopExecution(executionArn);
    },
    admitMapRun: mapRunAccess(guard, roleArnOfExecution),
    onMapRunChange: (mapRun) => mapRuns.changed(mapRun),
    onStatusChange: (summary) => {
      if (summary.status === 'RUNNING') return begun(summary);
      executions.ended(summary.executionArn, endOf(summary));
      express.ended(summary.executionArn);
      ends.tell(summary.executionArn);
      late.ended(summary.name);
      removeWhenIdle(summary.stateMachineArn);
      options.onEnd();
    },
  });

  const tests: StateTests = openStateTests({
    ...{ clock, environment, integrations: integrate, mapStorage: storage },
    random: options.random,
    onStart: options.onExpress,
  });

  return {
    machines,
    activities,
    tags,
    executions,
    running: () => executions.running + express.running + tests.running(),
    context: {
      machines,
      executions,
      express,
      mapRuns,
      activities,
      tags,
      now: () => clock.now(),
      newId: randomUUID,
      arnOf: (type, name) => `arn:aws:states:${environment.region}:${environment.accountId}:${type}:${name}`,
      checkDefinition: (machine) => {
        checkDefinition(machine);
        checkMachine(machine, definitions.load(machine), { integrations, mocks, guard });
      },
      variablesOf: (definition) => variablesIn(definitions, definition),
      mayAssume: (roleArn, machineArn) => guard.mayAssume('states.amazonaws.com', roleArn, machineArn),
      removeWhenIdle,
      runTest: tests.run,
      apiModels: options.apiModels,
      random: options.random,
      stop: (arn, error, cause) => void engine.stopExecution(arn, error, cause),
      succeedTask: (token, output) => engine.sendTaskSuccess(token, output),
      failTask: (token, error, cause) => engine.sendTaskFailure(token, error, cause),
      heartbeat: (token) => engine.sendTaskHeartbeat(token),
      answer: (answer, call: ServiceCall) =>
        makeAnswer(answer, lambda.current(call.caller), tokens, (pending) => call.idle(pending)),
    },
    deploy: (machine) => {
      checkMachine(machine, definitions.load(machine), { integrations, mocks, guard });
      machines.deploy(machine);
    },
    start,
    failTask: (token, error, cause) => {
      try {
        engine.sendTaskFailure(token, error, cause);
      } catch {
        // A token that is no longer open needs no answer.
      }
    },
    machineOfToken: (token) => {
      try {
        return engine.stateMachineOf(token);
      } catch {
        return undefined;
      }
    },
    close: () => executions.close(),
    restore: async () => {
      if (!opened) return;
      machines.restore(opened.resources);
      activities.restore(opened.resources);
      tags.restore(opened.resources);
      await executions.restore(opened.executions);
      mapRuns.restore(opened.resources, executions.all(), clock.now());
    },
  };
};
