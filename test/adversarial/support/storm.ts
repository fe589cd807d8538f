import { redriver } from '../../../lambdas/operations/redrive';
import { sweeper } from '../../../lambdas/operations/sweeper';
import type { ErrorsTools } from '../../../lambdas/operations/tools';
import { compile, compileUnwind, placeholderTargets } from '../../../lib/asl';
import { Engine, EngineError, JumpingClock, type TaskCall, TaskError } from '../../../lib/engine';
import { cancelSaga, type OperationPorts } from '../../../lib/operations';
import {
  executionArn,
  type Handlers,
  isoTime,
  type LoggedSaga,
  type MemoryTable,
  memoryLedger,
  memorySagaLog,
  memoryTable,
  type ParticipantPorts,
  participant,
} from '../../../lib/runtime';
import {
  BusinessError,
  type Command,
  type ExecutionSummary,
  flatSteps,
  type Orchestrator,
  type SagaDefinition,
  type SagaLog,
  type TaskAnswers,
  TransientError,
} from '../../../lib/saga';
import { chanceOf } from './chance';
import { type Countdown, Crash, crashing } from './crashing';

const ACCOUNT = 'arn:aws:states:eu-west-1:123456789012:stateMachine';
const MACHINE = `${ACCOUNT}:Saga`;
const UNWIND = `${ACCOUNT}:Unwind`;
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-24T10:00:00.000Z');
export const SAGA_ID = 's-1';

export interface Storm {
  readonly seed: number;
  /** Chance that a call of a function goes wrong in some way. */
  readonly faults: number;
  /** Chances of one of these at a random time of the first minutes. */
  readonly kills: number;
  readonly cancels: number;
  /** Chance that the event of a dead execution gets lost. */
  readonly lostEvents: number;
  /** Chance that a command is refused whenever it is asked. */
  readonly refusals: number;
}

/** Faults stop after this long, so that everything must come to its end. */
const STORM_MS = 20 * DAY;

/** What is there when the storm is over and everything came to rest. */
export interface Aftermath {
  readonly isQuiet: boolean;
  readonly logged: LoggedSaga | undefined;
  readonly main: ExecutionSummary | undefined;
  readonly cancelled: boolean;
  readonly table: MemoryTable;
  /** What happened, in order. */
  readonly trace: readonly string[];
}

interface Message {
  readonly body: string;
  receives: number;
}

/** One saga with everything around it in memory, on a clock that jumps: the real machines, handlers and operations. */
export const runStorm = async <Definition extends SagaDefinition>(
  definition: Definition,
  handlersOf: (wait: (ms: number) => Promise<void>) => Handlers<Definition, 'desk'>,
  input: unknown,
  storm: Storm,
): Promise<Aftermath> => {
  const chance = chanceOf(storm.seed);
  const clock = new JumpingClock(() => START);
  const log = memorySagaLog();
  const table = memoryTable();
  const ledger = memoryLedger(table, clock);
  const trace: string[] = [];
  const note = (line: string): void => void trace.push(`${isoTime(clock.now())} ${line}`);
  const raging = (): boolean => clock.now() - START < STORM_MS;
  const happens = (probability: number): boolean => raging() && chance() < probability;
  const wait = (ms: number): Promise<void> => new Promise((done) => clock.schedule(ms, done));
  const handlers = handlersOf(wait);
  let inFlight = 0;
  const refused = new Set(
    [
      ...flatSteps(definition).map(({ name }) => name),
      ...flatSteps(definition).flatMap(({ compensation }) => compensation ?? []),
    ].filter(() => chance() < storm.refusals),
  );

  const engine: Engine = new Engine({
    clock,
    random: chance,
    integrations: () => (call) => integration(call),
    region: 'eu-west-1',
    accountId: '123456789012',
    onStatusChange: (summary) => onStatusChange(summary),
  });
  const answers: TaskAnswers = {
    succeed: async (token, output) =>
      late(() => engine.sendTaskSuccess(token, JSON.stringify(output ?? null))),
    fail: async (token, error, cause) => late(() => engine.sendTaskFailure(token, error, cause)),
  };
  const late = (send: () => void): void => {
    try {
      send();
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  };

  /** One invocation of the function. A crash is an error of the runtime's own. */
  const invoke = async (event: unknown, crash: boolean): Promise<unknown> => {
    const countdown: Countdown = {
      left: crash ? Math.floor(chance() * 6) : -1,
      when: chance() < 0.5 ? 'before' : 'after',
    };
    const ports: ParticipantPorts = {
      clock: { now: () => clock.now(), sleep: wait },
      logger: { info: () => undefined, warn: () => undefined },
      ledger: () => crashing(ledger, countdown),
      log: () => crashing(log, countdown),
      answers,
      maxReceives: 10,
    };
    const end = clock.now() + 10_000;
    inFlight++;
    try {
      return await participant(
        definition,
        'desk' as never,
        handlers as never,
        () => ports,
      )(event, {
        getRemainingTimeInMillis: () => Math.max(0, end - clock.now()),
      });
    } finally {
      inFlight--;
    }
  };

  const command = async (body: Command, what: string): Promise<unknown> => {
    if (refused.has(body.step.command) && raging()) throw new TaskError('BusinessError', 'Refused: as told');
    if (happens(storm.faults)) {
      const kind = chance();
      if (kind < 0.2) {
        note(`${what}: never ran`);
        throw new TaskError('Lambda.TooManyRequestsException', 'throttled');
      }
      if (kind < 0.6) {
        const delay = chance() < 0.5 ? chance() * 60 * SECOND : chance() * 3 * DAY;
        note(`${what}: late by ${Math.round(delay / SECOND)} s`);
        inFlight++;
        void wait(delay).then(async () => {
          inFlight--;
          await invoke(structuredClone(body), false).then(
            () => note(`${what}: late, done`),
            (error: Error) => note(`${what}: late, ${error.message}`),
          );
        });
        await wait(chance() * 20 * SECOND);
        throw new TaskError('Sandbox.Timedout', 'timed out');
      }
      note(`${what}: crashes`);
      return run(body, what, true);
    }
    return run(body, what, false);
  };
  const run = async (body: Command, what: string, crash: boolean): Promise<unknown> => {
    try {
      const answer = await invoke(structuredClone(body), crash);
      note(`${what}: done`);
      return answer;
    } catch (error) {
      const { name, message } = error as Error;
      note(`${what}: ${name} ${message}`);
      throw new TaskError(error instanceof Crash ? 'Runtime.ExitError' : name, message);
    }
  };

  const queue: Message[] = [];
  const integration = async (call: TaskCall): Promise<unknown> => {
    // biome-ignore lint/suspicious/noExplicitAny: a body as the machine sends it
    const { Payload, MessageBody } = call.arguments as { Payload?: any; MessageBody?: any };
    await wait(chance() * 200);
    if (Payload) {
      const { command: name, attempt, runner } = (Payload as Command).step;
      return { StatusCode: 200, Payload: await command(Payload, `${runner} ${name}#${attempt}`) };
    }
    if (happens(storm.faults)) throw new TaskError('SQS.SdkClientException', 'the queue is away');
    if (typeof MessageBody.step === 'string') {
      note(`parked ${MessageBody.step}`);
      send(MessageBody);
    } else deliver(JSON.stringify(MessageBody), 1);
    return { MessageId: '1' };
  };

  /** The participant's own queue. */
  const deliver = (body: string, receives: number): void => {
    inFlight++;
    const delay = happens(storm.faults) ? chance() * 3 * HOUR : chance() * SECOND;
    clock.schedule(delay, async () => {
      const batch = {
        Records: [
          {
            messageId: 'm',
            receiptHandle: 'r',
            body,
            attributes: { ApproximateReceiveCount: String(receives) },
          },
        ],
      };
      const result = await invoke(batch, happens(storm.faults)).catch(() => undefined);
      const failures = (result as { batchItemFailures: unknown[] } | undefined)?.batchItemFailures;
      note(`queued command, receive ${receives}: ${failures?.length === 0 ? 'taken' : 'comes again'}`);
      inFlight--;
      if (failures?.length !== 0 && receives < 10)
        clock.schedule(60 * SECOND, () => deliver(body, receives + 1));
    });
  };

  const orchestrator: Orchestrator = {
    start: async (machineArn, name, text) => {
      try {
        engine.startExecution({
          stateMachineArn: machineArn,
          definition: machineArn === MACHINE ? forward : backward,
          name,
          input: text,
        });
        return 'started';
      } catch (error) {
        if (error instanceof EngineError && error.code === 'ExecutionAlreadyExists') return 'exists';
        throw error;
      }
    },
    describe: async (arn) => describeExecution(arn),
    stop: async (arn, error, cause) => void engine.stopExecution(arn, error, cause),
    statesEntered: async function* (arn) {
      for (const event of engine.execution(arn).history.toReversed()) {
        const name = (event as { stateEnteredEventDetails?: { name?: string } }).stateEnteredEventDetails
          ?.name;
        if (name) yield name;
      }
    },
  };
  const describeExecution = (arn: string): ExecutionSummary | undefined => {
    try {
      const { status, error, input: text, startDate } = engine.execution(arn);
      return {
        arn,
        status,
        input: text,
        ...(error === undefined ? {} : { error }),
        startTime: isoTime(startDate.getTime()),
      };
    } catch {
      return undefined;
    }
  };
  const forward = engine.prepare(compile(definition, placeholderTargets));
  const backward = engine.prepare(compileUnwind(definition, placeholderTargets));

  const onStatusChange = (summary: {
    executionArn: string;
    name: string;
    status: string;
    error?: string;
  }): void => {
    note(`${summary.name} ${summary.status} ${summary.error ?? ''}`);
    const dead =
      summary.status === 'ABORTED' ||
      (summary.status === 'FAILED' &&
        !['SagaCompensated', 'SagaCompensationFailed', 'SagaCompletionFailed'].includes(summary.error ?? ''));
    if (!dead || happens(storm.lostEvents)) return;
    const event = {
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      detail: {
        executionArn: summary.executionArn,
        stateMachineArn: summary.name.includes('.u') ? UNWIND : MACHINE,
        name: summary.name,
        status: summary.status,
        startDate: START,
      },
    };
    send(event);
    if (happens(0.2)) send(event);
  };

  const tools: ErrorsTools = {
    definition,
    clock: { now: () => clock.now(), sleep: wait },
    now: () => isoTime(clock.now()),
    logger: {
      info: () => undefined,
      warn: (message, fields) => note(`warn ${message} ${JSON.stringify(fields)}`),
    },
    log,
    orchestrator,
    invoke: async (_by, body) => {
      const { command: name, attempt } = body.step;
      try {
        return await command(body, `redrive ${name}#${attempt}`);
      } catch (error) {
        const { error: type = 'Unknown', taskCause: failureCause = '' } = error as TaskError;
        throw type === 'BusinessError'
          ? new BusinessError('Refused', failureCause)
          : new TransientError(type, failureCause);
      }
    },
    errors: { send: async (body) => send(body), delay: async () => undefined },
    stateMachineArn: MACHINE,
    unwindMachineArn: UNWIND,
  };
  const send = (body: unknown): void =>
    take({ body: JSON.stringify(body), receives: 0 }, chance() * 2 * SECOND);
  const take = (message: Message, delay: number): void => {
    queue.push(message);
    clock.schedule(delay, async () => {
      message.receives++;
      const left = happens(storm.faults) ? Math.floor(chance() * 6) : -1;
      const dying: SagaLog = crashing(log, { left, when: 'after' });
      const { batchItemFailures } = await redriver(() => ({ ...tools, log: dying }))({
        Records: [
          {
            messageId: 'm',
            receiptHandle: 'r',
            body: message.body,
            attributes: { ApproximateReceiveCount: String(message.receives) },
          },
        ],
      });
      queue.splice(queue.indexOf(message), 1);
      if (batchItemFailures.length > 0 && message.receives < 40) {
        take(message, 60 * SECOND * Math.min(60, 2 ** (message.receives - 1)));
      } else if (batchItemFailures.length > 0) note('DEAD LETTER');
    });
  };

  const ports: OperationPorts = {
    definition,
    clock,
    now: () => isoTime(clock.now()),
    log,
    orchestrator,
    ledgerOf: () => ledger,
    errors: { send: async (body) => send(body) },
    deadLetters: { peek: async () => [], remove: async () => undefined },
    stateMachineArn: MACHINE,
    unwindMachineArn: UNWIND,
  };

  await orchestrator.start(MACHINE, SAGA_ID, JSON.stringify(input));
  for (let n = 0; n < 3; n++) {
    if (chance() < storm.kills) {
      clock.schedule(chance() * (chance() < 0.5 ? 3 : 120) * SECOND, () => {
        const running = [...engine.allExecutions()].filter(({ status }) => status === 'RUNNING');
        for (const { name } of running) {
          engine.stopExecution(
            executionArn(name.includes('.u') ? UNWIND : MACHINE, name),
            'Killed',
            'by the storm',
          );
        }
      });
    }
  }
  let cancelled = false;
  if (chance() < storm.cancels) {
    clock.schedule(chance() * (chance() < 0.7 ? 5 : 3600) * SECOND, async () => {
      note('cancel');
      cancelled = true;
      const dies = chance() < 0.3;
      const dying = crashing(log, { left: dies ? Math.floor(chance() * 4) : -1, when: 'after' });
      await cancelSaga({ ...ports, log: dying }, SAGA_ID, 'as told').catch((error: Error) =>
        note(`cancel failed: ${error.message}`),
      );
    });
  }

  // The sweeper comes every hour, until nothing is under way any more.
  const sweep = sweeper(() => tools);
  const isQuiet = async (): Promise<boolean> => {
    const logged = await log.read({ name: definition.name, id: SAGA_ID });
    return (
      inFlight === 0 &&
      queue.length === 0 &&
      [...engine.allExecutions()].every(({ status }) => status !== 'RUNNING') &&
      (logged === undefined || ['COMPLETED', 'COMPENSATED'].includes(logged.header.status))
    );
  };
  let hours = 0;
  while (!(await isQuiet()) && hours++ < 24 * 60) {
    await wait(HOUR);
    await sweep();
  }
  clock.stop();

  return {
    isQuiet: await isQuiet(),
    logged: await log.read({ name: definition.name, id: SAGA_ID }),
    main: describeExecution(executionArn(MACHINE, SAGA_ID)),
    cancelled,
    table,
    trace,
  };
};
