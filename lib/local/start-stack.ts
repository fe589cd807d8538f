import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Clock, JumpingClock, sleep } from '../engine';
import { Activity } from './activity';
import { nameIn } from './arn';
import { CallCounter } from './call-counter';
import { cancelMarkedTransaction } from './conflicts';
import { openDatabase } from './database';
import { deliverTo } from './deliver';
import type { EmbeddedStack } from './embedded-stack';
import { ACCOUNT_ID, clientEnvironment, DEFAULT_REGION } from './environment';
import { EventBuses, Scheduler } from './events';
import { type Functions, openFunctions } from './functions';
import { openGuard } from './guard';
import { HttpFront, ServiceError } from './http';
import { AccessControl } from './iam';
import type { ServiceApis } from './integrations';
import { unpack } from './lambda';
import { killedBy } from './mishaps';
import { Mocks, readMockConfig } from './mocks';
import { openApis } from './open-apis';
import type { StackOptions } from './options';
import { type Orchestrator, openOrchestrator } from './orchestrator';
import { openPersonas, type Personas } from './personas';
import { openPipes } from './pipes';
import { openQueues } from './queues';
import { throttleBy } from './quotas';
import { bringUp, identify, identifyAny, readAccess, type StackServices } from './resources';
import { Buckets } from './s3';
import { Scratch } from './scratch';
import { Topics } from './sns';
import { EventSource } from './sources';
import { ExecutionJournal, statusEvent } from './states';
import { deploymentOf, loadAssembly } from './template';

const DEFAULT_CONCURRENCY = 4;

/** Steps between 0 and 1 of the default source of chance. */
const RANDOM_STEPS = 2 ** 47;
const chance = (): number => randomInt(RANDOM_STEPS) / RANDOM_STEPS;

/** The function of a worker, from the id that its endpoint names. */
const functionOf = (workerId: string): string => workerId.replace(/-\d+$/, '');

/** A simulated clock goes on from where an earlier run of the stack had come to: time never goes back. */
const catchUp = async (clock: Clock, newest: number): Promise<void> => {
  if (clock instanceof JumpingClock && newest > clock.now()) await sleep(clock, newest - clock.now());
};

/**
 * Brings up what the templates declare, on loopback.
 * @throws Error with one line: a taken port, a template or a state machine that cannot be run.
 */
export const startStack = async (options: StackOptions = {}): Promise<EmbeddedStack> => {
  const clock = options.clock ?? new JumpingClock();
  const counter = new CallCounter();
  const sources: EventSource[] = [];
  const notRun = new Map<string, number>();
  const file = (name: string): string | undefined => options.dataDir && join(options.dataDir, name);

  const mocks = new Mocks(options.mocks === undefined ? undefined : readMockConfig(options.mocks));
  const damage: string[] = [];
  const onDamage = (note: string): void => void damage.push(note);
  const journal = file('executions.ndjson');
  const opened = journal === undefined ? undefined : ExecutionJournal.open(journal, onDamage);
  await catchUp(clock, opened?.newest ?? 0);

  // A client of an earlier run may be asking already: it is answered when everything is there.
  let open: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    open = resolve;
  });

  const throttle = throttleBy(clock, options.quotas);
  const front = await HttpFront.listen({
    clock,
    ...(options.port === undefined ? {} : { port: options.port }),
    before: async (call) => {
      await ready;
      if (killed(call, 'before')) throw new ServiceError('CallerDied', 'Nobody is there to be answered.');
      throttle(call);
      guard.http(call);
      cancelMarkedTransaction(call, functions.lambda);
    },
    onCall: (call) => {
      killed(call, 'after');
      // Invocations are counted where they happen, whoever asks for them.
      const by = call.caller === undefined ? 'client' : functionOf(call.caller);
      if (call.service !== 'lambda') counter.http(call, by);
      activity.changed();
    },
  });
  const environment = {
    region: options.region ?? DEFAULT_REGION,
    accountId: ACCOUNT_ID,
    endpoint: front.url,
  };

  const { beyond = 'refused' } = options;
  const notes: string[] = [];
  const onUnknown = beyond === 'told' ? (sentence: string): void => void notes.push(sentence) : undefined;
  const access =
    options.iam === 'off' ? undefined : new AccessControl(ACCOUNT_ID, options.onDenied, onUnknown);
  let personas: Personas | undefined;
  const guard = openGuard({
    environment,
    access,
    personas: () => personas,
    functionArnOf: (workerId) => functions.lambda.find(functionOf(workerId))?.config.arn ?? '',
    machineOfToken: (token) => orchestrator.machineOfToken(token),
  });

  const functions: Functions = openFunctions({
    clock,
    environment,
    front,
    concurrency: options.functionConcurrency ?? DEFAULT_CONCURRENCY,
    faults: options.faults ?? [],
    onLog: options.onLog,
    mayLog: (arn, logGroup) => guard.mayLog(arn, logGroup),
    onInvoke: (name) => {
      counter.add({ service: 'lambda', operation: 'Invoke', resource: name, by: '', error: '' });
      activity.changed();
    },
    onEnd: () => activity.changed(),
    failTask: (token, error, cause) => orchestrator.failTask(token, error, cause),
  });
  const { lambda, calls } = functions;
  const { mishaps = {} } = options;
  const killed = killedBy(mishaps, lambda);

  /** A process ends only when nothing is open any more: a part that cannot be opened takes down those before it. */
  const before: (() => unknown)[] = [() => opened?.journal.close(), () => front.close(), () => clock.stop()];
  const openPart = async <Part>(open: () => Part | Promise<Part>): Promise<Part> => {
    try {
      return await open();
    } catch (error) {
      for (const close of before.reverse()) await close();
      throw error;
    }
  };
  const queues = await openPart(() =>
    openQueues({
      clock,
      environment,
      front,
      file: file('queues'),
      onDamage,
      count: (operation, resource, by, items) =>
        counter.add({ service: 'sqs', operation, resource, by, error: '' }, items),
    }),
  );
  before.push(() => queues.close());
  const { conflictEvery } = options;
  const database = await openPart(() =>
    openDatabase({ clock, environment, front, folder: file('tables'), conflictEvery }),
  );

  const activity: Activity = new Activity(
    clock,
    () =>
      orchestrator.running() > 0 ||
      lambda.underWay > 0 ||
      sources.some((source) => source.enabled && queues.depth(nameIn(source.queueArn)) > 0),
  );
  const scratch = new Scratch();
  let s3Folder = options.s3 ?? file('s3');
  const buckets = new Buckets(() => {
    s3Folder ??= scratch.folder('s3');
    return s3Folder;
  });
  const topics = new Topics(options.onMail);
  const deliver = deliverTo({
    lambda,
    calls,
    activity,
    guard,
    urlOf: (arn) => queues.urlOf(nameIn(arn)),
    send: (QueueUrl, MessageBody) => queues.send({ QueueUrl, MessageBody }, 'events'),
    startExecution: (arn, input) => void orchestrator.start(arn, undefined, input),
    publish: async (TopicArn, Message) => {
      await apis.call('sns', 'Publish', { TopicArn, Message }, new AbortController().signal);
    },
  });
  const buses = new EventBuses(deliver);
  const scheduler = new Scheduler(clock, options.schedules ?? true);
  const orchestrator: Orchestrator = openOrchestrator({
    clock,
    environment,
    random: options.random ?? chance,
    opened,
    functions,
    guard,
    mocks,
    apiModels: options.apiModels ?? {},
    apis: {
      call: (...call) => apis.call(...call),
      operations: (service) => apis.operations(service),
    },
    announce: (record) =>
      activity.during(buses.put(statusEvent(record, randomUUID(), clock.now(), environment))),
    onExpress: () => activity.changed(),
    onEnd: () => activity.changed(),
  });
  const { machines, executions } = orchestrator;

  const apis: ServiceApis = openApis({
    ...{ clock, front, environment, functions, mocks, buses, scheduler, topics, deliver, buckets, counter },
    states: orchestrator.context,
    opened: [database.api, queues.api],
    outputs: () => deployment.outputs,
    createdAt: clock.now(),
  });

  const addSource: StackServices['addSource'] = (config, queueArn, functionName, enabled) => {
    const target = lambda.find(functionName);
    const queue = queues.source(nameIn(queueArn));
    if (!target) throw new Error(`its function ${functionName} does not run here`);
    if (!queue) throw new Error(`its queue ${queueArn} does not run here`);
    const { region } = environment;
    const onChange = (): void => activity.changed();
    const source = new EventSource(config, {
      clock,
      region,
      queue,
      lambda,
      calls,
      target,
      mishaps,
      onChange,
    });
    sources.push(source);
    source.setEnabled(enabled);
  };

  const pipes = openPipes({
    clock,
    activity,
    guard,
    streams: database.streams,
    call: (service, operation, input) =>
      apis.call(service, operation, input, new AbortController().signal, 'pipes'),
    urlOf: (arn) => queues.urlOf(nameIn(arn)),
  });

  const stop = async (): Promise<void> => {
    pipes.stop();
    orchestrator.close();
    for (const source of sources) source.stop();
    activity.stop();
    clock.stop();
    await front.close();
    await lambda.stop();
    await database.close();
    queues.close();
    opened?.journal.close();
    scratch.remove();
  };

  const deploy = async () => {
    const templates = [
      ...(options.assembly ? loadAssembly(options.assembly) : []),
      ...(options.templates ?? []),
    ];
    const deployment = deploymentOf(templates, environment, beyond === 'told' ? identifyAny : identify);
    if (access) readAccess(deployment.resources, access);
    const services: StackServices = {
      now: () => clock.now(),
      createTable: database.createTable,
      createQueue: queues.create,
      lambda,
      unpacked: (archive) => {
        const folder = scratch.folder('function');
        unpack(archive, folder);
        return folder;
      },
      machines,
      activities: orchestrator.activities,
      tags: orchestrator.tags,
      deployMachine: orchestrator.deploy,
      buses,
      topics,
      buckets,
      schedule: (name, schedule, targets, makeEvent, { service, arn }) =>
        scheduler.add(name, schedule, () => void buses.hand(targets, makeEvent(), arn, service)),
      addSource,
      declareStream: (stream) => database.streams.declare({ ...stream, region: environment.region }),
      tableOfStream: (arn) => database.streams.tableOf(arn),
      addPipe: (pipe) => pipes.add(pipe),
      notRun: (type) => notRun.set(type, (notRun.get(type) ?? 0) + 1),
    };
    await bringUp(deployment.resources, services, access, beyond);
    if (access) personas = openPersonas(deployment.outputs, access, environment);
    await orchestrator.restore();
    open();
    activity.changed();
    return deployment;
  };

  const deployment = await deploy().catch(async (error: unknown) => {
    await stop();
    throw error;
  });

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
    damage,
    notes,
    personas: personas?.names ?? [],
    logs: functions.logs,
    faultsHit: functions.faultsHit,
    now: () => clock.now(),
    idle: () => activity.idle(),
    pass: (ms) => activity.pass(ms),
    calls: () => counter.all(),
    resetCalls: () => counter.reset(),
    functionUsage: () => lambda.usage(),
    denials: () => access?.denials() ?? [],
    permissions: () => access?.statements() ?? [],
    addFault: (rule) => functions.plan.add(rule),
    faultReport: () => functions.plan.report(),
    clearFaults: (which) => functions.plan.clear(which),
    executions: () => executions.all(),
    execution: (arn) => executions.get(arn),
    items: (table) => database.items(table),
    messages: (queueName) => queues.peek(queueName),
    mails: () => topics.mails(),
    invoke: async (functionName, payload) => {
      const target = lambda.find(functionName);
      if (!target) throw new Error(`there is no function ${functionName}`);
      const outcome = await calls.direct(target, JSON.stringify(payload) ?? '{}');
      if (outcome.kind === 'answered') return outcome.result;
      throw new Error(outcome.kind === 'failed' ? `${outcome.error}: ${outcome.message}` : 'no answer');
    },
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
};
