import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Engine, type ExecutionSummary, JumpingClock } from '../engine';
import { Activity } from './activity';
import { eventBridgeService } from './api/event-bridge';
import { invokeRoute } from './api/lambda-invoke';
import { CallCounter } from './call-counter';
import { cancelMarkedTransaction } from './conflicts';
import { openDatabase } from './database';
import { deliverTo } from './deliver';
import type { EmbeddedStack, FaultNote } from './embedded-stack';
import { clientEnvironment, functionEnvironment } from './environment';
import { EventBuses, Scheduler } from './events';
import { FaultPlan, FunctionCalls, LateStarts } from './faults';
import { HttpFront } from './http';
import { integrationsOf, lambdaArn, lambdaInvoke, sqsSendMessage, startExecution } from './integrations';
import { type InvocationResult, LambdaService, type LogLine } from './lambda';
import type { StackOptions } from './options';
import { openQueues } from './queues';
import { bringUp, identify } from './resources';
import { EventSource } from './sources';
import {
  Definitions,
  type ExecutionEnd,
  ExecutionJournal,
  Executions,
  makeAnswer,
  StateMachines,
  statusEvent,
  stepFunctionsService,
} from './states';
import { deploymentOf, loadAssembly } from './template';
import { TokenWatch } from './token-watch';

const DEFAULT_REGION = 'us-east-1';
const ACCOUNT_ID = '000000000000';
const DEFAULT_CONCURRENCY = 4;

/** Steps between 0 and 1 of the default source of chance. */
const RANDOM_STEPS = 2 ** 47;

/** The newest lines kept in `logs`. */
const MOST_LOG_LINES = 100_000;

const nameIn = (arn: string): string => arn.split(':').at(-1) ?? '';

/** The function of a worker, from the id that its endpoint names. */
const functionOf = (workerId: string): string => workerId.replace(/-\d+$/, '');

const endOf = (summary: ExecutionSummary): ExecutionEnd => ({
  status: summary.status as ExecutionEnd['status'],
  stopDate: summary.stopDate?.getTime() ?? summary.startDate.getTime(),
  ...(summary.output === undefined ? {} : { output: summary.output }),
  ...(summary.error === undefined ? {} : { error: summary.error }),
  ...(summary.cause === undefined ? {} : { cause: summary.cause }),
});

/**
 * Brings up what the templates declare, on loopback.
 * @throws Error with one line: a taken port, a template or a state machine that cannot be run.
 */
export const startStack = async (options: StackOptions = {}): Promise<EmbeddedStack> => {
  const clock = options.clock ?? new JumpingClock();
  const counter = new CallCounter();
  const logs: LogLine[] = [];
  const faultsHit: FaultNote[] = [];
  const sources: EventSource[] = [];
  const notRun = new Map<string, number>();

  const front = await HttpFront.listen({
    clock,
    ...(options.port === undefined ? {} : { port: options.port }),
    before: (call) => cancelMarkedTransaction(call, lambda),
    onCall: (call) => {
      // Invocations are counted where they happen, whoever asks for them.
      if (call.service !== 'lambda')
        counter.http(call, call.caller === undefined ? 'client' : functionOf(call.caller));
      activity.changed();
    },
  });
  const environment = {
    region: options.region ?? DEFAULT_REGION,
    accountId: ACCOUNT_ID,
    endpoint: front.url,
  };

  const lambda = new LambdaService({
    clock,
    clockOffset: clock instanceof JumpingClock ? clock.sharedOffset : undefined,
    concurrency: options.functionConcurrency ?? DEFAULT_CONCURRENCY,
    environmentOf: (config, workerId) => functionEnvironment(config, environment, front.urlFor(workerId)),
    log: (line) => {
      logs.push(line);
      if (logs.length > MOST_LOG_LINES) logs.shift();
      options.onLog?.(line);
    },
    onInvoke: (functionName) => {
      counter.add({ service: 'lambda', operation: 'Invoke', resource: functionName, by: '', error: '' });
      activity.changed();
    },
    onEnd: () => activity.changed(),
  });

  const plan = new FaultPlan(options.faults);
  const late = new LateStarts();
  const tokens = new TokenWatch();
  const calls = new FunctionCalls({
    clock,
    lambda,
    plan,
    late,
    failTask: (token, error, cause) => {
      try {
        engine.sendTaskFailure(token, error, cause);
      } catch {
        // A token that is no longer open needs no answer.
      }
    },
    onFault: (kind, { command, step, sagaId }) => faultsHit.push({ kind, command, step, sagaId }),
  });

  const queues = openQueues({
    clock,
    environment,
    front,
    file: options.dataDir === undefined ? undefined : join(options.dataDir, 'queues'),
    count: (operation, queue, by, items) =>
      counter.add({ service: 'sqs', operation, resource: queue, by, error: '' }, items),
  });
  const database = await openDatabase({
    clock,
    environment,
    front,
    folder: options.dataDir === undefined ? undefined : join(options.dataDir, 'tables'),
    conflictEvery: options.conflictEvery,
  });

  const activity: Activity = new Activity(
    clock,
    () =>
      executions.running > 0 ||
      lambda.underWay > 0 ||
      sources.some((source) => source.enabled && queues.depth(nameIn(source.queueArn)) > 0),
  );

  const machines = new StateMachines();
  const definitions = new Definitions();
  const opened =
    options.dataDir === undefined
      ? undefined
      : ExecutionJournal.open(join(options.dataDir, 'executions.ndjson'));
  const executions = new Executions({
    clock,
    journal: opened?.journal,
    run: (start) =>
      engine.startExecution({
        stateMachineArn: start.stateMachineArn,
        definition: definitions.load(start),
        name: start.name,
        input: start.input,
        roleArn: roleArnOf(start.stateMachineArn),
      }),
    announce: (record) =>
      activity.during(buses.put(statusEvent(record, randomUUID(), clock.now(), environment))),
  });
  const roleArnOf = (stateMachineArn: string): string =>
    machines.all().find(({ arn }) => arn === stateMachineArn)?.roleArn ?? '';
  const start = (arn: unknown, name: string | undefined, input: string) => {
    const { machine, reference } = machines.find(arn);
    return executions.start(machine, reference, name ?? randomUUID(), input);
  };

  const integrationOf = integrationsOf(
    {
      'arn:aws:states:::lambda:invoke': lambdaInvoke(lambda, calls),
      'arn:aws:states:::sqs:sendMessage': sqsSendMessage(
        (input) => queues.send(input, 'states'),
        (call) => plan.active && tokens.watch(call),
      ),
      'arn:aws:states:::states:startExecution': startExecution(start),
    },
    lambdaArn(lambda, calls),
  );
  const engine = new Engine({
    clock,
    random: options.random ?? (() => randomInt(RANDOM_STEPS) / RANDOM_STEPS),
    region: environment.region,
    accountId: environment.accountId,
    integrations: (resource) => {
      const integration = integrationOf(resource);
      if (!integration || !opened) return integration;
      return (call) => {
        executions.flush(call.executionArn);
        return integration(call);
      };
    },
    onStatusChange: (summary) => {
      if (summary.status === 'RUNNING') return;
      executions.ended(summary.executionArn, endOf(summary));
      late.ended(summary.name);
      activity.changed();
    },
  });

  const buses = new EventBuses(
    deliverTo({
      lambda,
      calls,
      activity,
      send: (queueArn, body) =>
        queues.send({ QueueUrl: queues.urlOf(nameIn(queueArn)), MessageBody: body }, 'events'),
      startExecution: (arn, input) => void start(arn, undefined, input),
    }),
  );
  const scheduler = new Scheduler(clock);

  front.register(
    stepFunctionsService({
      machines,
      executions,
      roleArnOf,
      newId: randomUUID,
      stop: (arn, error, cause) => engine.stopExecution(arn, error, cause),
      succeedTask: (token, output) => engine.sendTaskSuccess(token, output),
      failTask: (token, error, cause) => engine.sendTaskFailure(token, error, cause),
      heartbeat: (token) => engine.sendTaskHeartbeat(token),
      answer: (answer, call) =>
        makeAnswer(
          answer,
          lambda.current(call.caller),
          { closed: (token) => tokens.closed(token) },
          call.idle,
        ),
    }),
  );
  front.register(
    eventBridgeService({ buses, scheduler, environment, newId: randomUUID, now: () => clock.now() }),
  );
  front.route(invokeRoute(lambda, calls));

  const stop = async (): Promise<void> => {
    for (const source of sources) source.stop();
    activity.stop();
    clock.stop();
    await front.close();
    await lambda.stop();
    await database.close();
    queues.close();
  };

  try {
    const templates = [
      ...(options.assembly === undefined ? [] : loadAssembly(options.assembly)),
      ...(options.templates ?? []),
    ];
    const deployment = deploymentOf(templates, environment, identify);
    await bringUp(deployment.resources, {
      now: () => clock.now(),
      createTable: database.createTable,
      createQueue: queues.create,
      lambda,
      machines,
      deployMachine: (machine) => {
        definitions.load(machine);
        machines.add(machine);
      },
      buses,
      schedule: (name, schedule, targets, makeEvent, ruleArn) =>
        scheduler.add(name, schedule, () => void buses.hand(targets, makeEvent(), ruleArn)),
      addSource: (config, queueArn, functionName, enabled) => {
        const target = lambda.find(functionName);
        const queue = queues.source(nameIn(queueArn));
        if (!target) throw new Error(`its function ${functionName} does not run here`);
        if (!queue) throw new Error(`its queue ${queueArn} does not run here`);
        const source = new EventSource(config, {
          clock,
          region: environment.region,
          queue,
          lambda,
          calls,
          target,
          onChange: () => activity.changed(),
        });
        sources.push(source);
        source.setEnabled(enabled);
      },
      notRun: (type) => notRun.set(type, (notRun.get(type) ?? 0) + 1),
    });
    if (opened) await executions.restore(opened.executions);
    activity.changed();

    const invoke = async (functionName: string, payload: unknown): Promise<InvocationResult> => {
      const target = lambda.find(functionName);
      if (!target) throw new Error(`there is no function ${functionName}`);
      const outcome = await calls.direct(target, JSON.stringify(payload) ?? '{}');
      if (outcome.kind === 'answered') return outcome.result;
      throw new Error(outcome.kind === 'failed' ? `${outcome.error}: ${outcome.message}` : 'no answer');
    };

    return {
      endpoint: front.url,
      region: environment.region,
      accountId: environment.accountId,
      clientEnvironment: clientEnvironment(environment),
      outputs: deployment.outputs,
      tables: database.names(),
      queues: queues.names(),
      functions: lambda.names(),
      stateMachines: machines.all().map(({ name, arn }) => ({ name, arn })),
      rules: buses.ruleNames(),
      schedules: scheduler.names(),
      notRun: [...notRun]
        .map(([type, count]) => ({ type, count }))
        .sort((a, b) => a.type.localeCompare(b.type)),
      logs,
      faultsHit,
      now: () => clock.now(),
      idle: () => activity.idle(),
      pass: (ms) => activity.pass(ms),
      calls: () => counter.all(),
      resetCalls: () => counter.reset(),
      addFault: (rule) => plan.add(rule),
      clearFaults: (which) => plan.clear(which),
      executions: () => executions.all(),
      execution: (arn) => executions.get(arn),
      invoke,
      messages: (queueName) => queues.peek(queueName),
      setEnabled: (name, enabled) => {
        const known = [buses.setEnabled(name, enabled), scheduler.setEnabled(name, enabled)];
        if (!known.includes(true)) throw new Error(`there is no rule or schedule ${name}`);
      },
      setSourceEnabled: (functionName, enabled) => {
        const mine = sources.filter((source) => source.functionName === functionName);
        if (mine.length === 0) throw new Error(`function ${functionName} has no event source`);
        for (const source of mine) source.setEnabled(enabled);
        activity.changed();
      },
      runSchedule: (name) => {
        if (!scheduler.runNow(name)) throw new Error(`there is no schedule ${name}`);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
