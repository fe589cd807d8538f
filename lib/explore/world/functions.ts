import { type TaskCall, TaskError } from '../../engine';
import { type BatchResponse, memoryLedger, type ParticipantPorts } from '../../runtime';
import {
  BUSINESS_ERROR,
  BusinessError,
  type Command,
  findStep,
  type LedgerItem,
  ledgerKey,
  type TaskAnswers,
  TransientError,
} from '../../saga';
import {
  ACTION_FAULTS,
  ANSWER_FAULTS,
  DELIVERY_FAULTS,
  QUEUED_FAULTS,
  readFault,
  SEND_FAULTS,
  UNDO_FAULTS,
} from '../choices/faults';
import type { Alternative } from '../choices/oracle';
import { FUNCTION_MS, HOUR, MINUTE, SAGA } from './constants';
import { Died, type Process } from './process';
import { Late, type Started } from './scheduler';
import type { World } from './world';

/** Receives after which the participant's queue gives a command up. */
const MAX_RECEIVES = 12;

/** The participants' functions and queues. */
export interface Functions {
  /** What the tasks of the machines do. */
  readonly integration: (call: TaskCall) => Promise<unknown>;
  /** A direct invocation, as the redriver makes it. */
  readonly invoke: (participant: string, command: Command) => Promise<unknown>;
}

export const openFunctions = (
  world: World,
  {
    answers,
    park,
    sent,
  }: {
    /** Told each command that a machine sends. */
    readonly sent: (command: Command) => void;
    readonly answers: () => TaskAnswers;
    /** Takes what a machine sends to `saga-errors`. */
    readonly park: (body: unknown) => void;
  },
): Functions => {
  const { definition, subject, variation, clock, oracle, scheduler, faults, note } = world;

  /** One invocation of a participant's function. */
  const start = (by: string, event: unknown, command: Command, refused = false): Started<unknown> =>
    scheduler.start(
      {
        name: nameOf(command),
        kind: 'function',
        subject: command.step.command,
        runner: command.step.runner,
        mortality: 'command',
        about: event,
      },
      async (process) => {
        const handler = subject.functions[by];
        if (!handler) throw new Error(`nobody carries out the commands of ${by}`);
        const table = world.tables.of(by);
        process.refused = refused;
        const ports: ParticipantPorts = {
          clock,
          logger: { info: () => undefined, warn: () => undefined },
          ledger: () => world.port(memoryLedger(table, clock), 'ledger', process),
          log: () => world.port(world.log, 'log', process),
          answers: world.port(watched(command), 'answers', process),
          random: () => 0.5,
          maxReceives: MAX_RECEIVES,
        };
        const varied = variation.participant?.(ports, { definition, command, table }) ?? ports;
        const end = clock.now() + FUNCTION_MS;
        return handler(varied, world.port(world.provider, 'provider', process))(structuredClone(event), {
          getRemainingTimeInMillis: () => Math.max(0, end - clock.now()),
        });
      },
    );

  const itemOf = ({ step }: Command): LedgerItem | undefined =>
    world.tables
      .of(findStep(definition, step.name)?.by ?? '')
      .items.get(ledgerKey({ name: definition.name, id: SAGA }, step.name));

  /** Success is told only of what is there, and never of what was ruled out before it was tried. */
  const successOf = (command: Command): ((result: unknown) => void) => {
    const { name, phase } = command.step;
    if (phase !== 'action') return () => undefined;
    const wasRuledOut = itemOf(command)?.state === 'UNDONE';
    return (result) => {
      const item = itemOf(command);
      if (wasRuledOut) world.blame(`${name}: success is told after its tombstone`);
      else if (!item || !world.tables.everDone.has(item.key)) {
        world.blame(`${name}: success is told, and it was never done`);
      } else if (JSON.stringify(item.result) !== JSON.stringify(result)) {
        world.blame(`${name}: another result is told than the ledger keeps`);
      }
    };
  };
  /** "No" is told only of what is not there. */
  const checkRefusal = (command: Command): void => {
    const isDone = command.step.phase === 'action' && itemOf(command)?.state === 'DONE';
    if (isDone) world.blame(`${command.step.name}: it is refused, and it is done`);
  };
  const watched = (command: Command): TaskAnswers => {
    const tell = successOf(command);
    return {
      succeed: (token, output) => {
        tell(output);
        return answers().succeed(token, output);
      },
      fail: (token, error, cause) => {
        if (error === BUSINESS_ERROR) checkRefusal(command);
        return answers().fail(token, error, cause);
      },
    };
  };

  /** What becomes of an attempt before it runs. */
  const faultOf = (command: Command, alternatives: readonly Alternative[]): string | undefined => {
    const { command: subject, runner } = command.step;
    const known = faults.meets(subject, runner, '');
    if (known !== undefined) return known;
    const taken = oracle.choose(nameOf(command), alternatives);
    if (taken === undefined) return undefined;
    const { fault, persistence } = readFault(taken);
    faults.last(subject, { name: fault, persistence, runner, at: '' });
    return fault;
  };

  /** An invocation that somebody waits for. Rejects with TaskError. */
  const call = async (by: string, command: Command): Promise<unknown> => {
    const what = nameOf(command);
    const fault = faultOf(command, command.step.phase === 'action' ? ACTION_FAULTS : UNDO_FAULTS);
    if (fault !== undefined) note(`${what}: ${fault}`);
    switch (fault) {
      case 'throttled':
        throw new TaskError('Lambda.TooManyRequestsException', 'throttled');
      case 'broken':
        throw new TaskError('Runtime.ExitError', 'as told');
      case 'twice':
        start(by, command, command).process.late = true;
    }
    const tell = successOf(command);
    try {
      const answer = await start(by, command, command, fault === 'refused').outcome;
      await loseAnswer(command);
      tell(answer);
      note(`${what}: done`);
      return answer;
    } catch (error) {
      if (error instanceof Late) {
        await clock.sleep(FUNCTION_MS, `time-out of ${what}`);
        throw new TaskError('Sandbox.Timedout', 'timed out');
      }
      if (error instanceof Died) throw new TaskError('Runtime.ExitError', 'it died');
      if (error instanceof TaskError) throw error;
      const { name, message } = error as Error;
      note(`${what}: ${name} ${message}`);
      if (name === BUSINESS_ERROR) checkRefusal(command);
      throw new TaskError(name, message);
    }
  };

  const loseAnswer = async (command: Command): Promise<void> => {
    const { command: subject, runner } = command.step;
    const at = 'answer';
    let isLost = faults.meets(subject, runner, at) !== undefined;
    if (!isLost) {
      const taken = oracle.choose(`answer of ${nameOf(command)}`, ANSWER_FAULTS);
      if (taken === undefined) return;
      isLost = true;
      faults.last(subject, { name: 'lost', persistence: readFault(taken).persistence, runner, at });
    }
    note(`${nameOf(command)}: the answer is lost`);
    throw new TaskError('Sandbox.Timedout', 'timed out');
  };

  /** The participant's own queue: a message comes again until it is taken. */
  const deliver = (by: string, body: Command, receives: number): void => {
    const attempt = { ...body, step: { ...body.step, attempt: receives } } as Command;
    const record = {
      messageId: 'm',
      receiptHandle: 'r',
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: String(receives) },
    };
    const again = (): void => {
      note(`${nameOf(attempt)}: comes again`);
      if (receives < MAX_RECEIVES)
        clock.schedule(MINUTE, () => deliver(by, body, receives + 1), `comes again ${nameOf(attempt)}`);
    };
    const fault = faultOf(attempt, QUEUED_FAULTS);
    if (fault === 'broken') {
      again();
      return;
    }
    start(by, { Records: [record] }, attempt, fault === 'refused').outcome.then((answer) => {
      if ((answer as BatchResponse).batchItemFailures.length > 0) again();
      else note(`${nameOf(attempt)}: taken`);
    }, again);
  };

  const enqueue = (by: string, body: Command): void => {
    const what = nameOf(body);
    const fault = oracle.choose(`the queue of ${by}, with ${what}`, DELIVERY_FAULTS);
    if (fault === 'delivered-late') clock.schedule(2 * HOUR, () => deliver(by, body, 1), `late ${what}`);
    else deliver(by, body, 1);
    if (fault === 'delivered-twice') deliver(by, body, 1);
  };

  /** A send of a machine, and what it comes to. */
  const send = async (
    what: string,
    runner: string,
    isPark: boolean,
    deliverIt: () => void,
  ): Promise<unknown> => {
    const known = faults.meets(what, runner, 'send');
    let fault = known;
    if (fault === undefined) {
      const taken = oracle.choose(`send ${what}`, SEND_FAULTS);
      if (taken !== undefined) {
        const read = readFault(taken);
        fault = read.fault;
        if (isPark && read.persistence !== 'once') world.excuse('a parked step may be unsent');
        faults.last(what, { name: fault, persistence: read.persistence, runner, at: 'send' });
      }
    }
    if (fault !== undefined) note(`send ${what}: ${fault}`);
    if (fault !== 'unsent') deliverIt();
    if (fault !== undefined) throw new TaskError('SQS.SdkClientException', 'the queue is away');
    return { MessageId: '1' };
  };

  /** Sends for the machine; a process, so that the world can end the machine meanwhile. */
  const sending = (name: string, run: () => Promise<unknown>): Promise<unknown> =>
    scheduler.start({ name, kind: 'machine', mortality: 'none' }, (_process: Process) => run()).outcome;

  return {
    invoke: async (by, command) => {
      try {
        return await call(by, command);
      } catch (error) {
        const { error: type = 'Unknown', taskCause = '' } = error as TaskError;
        throw type === 'BusinessError'
          ? new BusinessError('Refused', taskCause)
          : new TransientError(type, taskCause);
      }
    },
    integration: async ({ arguments: given, executionName }) => {
      // biome-ignore lint/suspicious/noExplicitAny: a body as the machine sends it
      const { Payload, MessageBody } = given as { Payload?: any; MessageBody?: any };
      if (Payload) {
        const command = Payload as Command;
        const by = findStep(definition, command.step.name)?.by ?? '';
        sent(command);
        return { StatusCode: 200, Payload: await call(by, command) };
      }
      if (typeof MessageBody.step === 'string') {
        const what = `park ${MessageBody.step} ${MessageBody.phase}`;
        return sending(what, () => send(what, executionName, true, () => park(MessageBody)));
      }
      const command = MessageBody as Command;
      const by = findStep(definition, command.step.name)?.by ?? '';
      const what = nameOf(command);
      return sending(`queue ${what}`, () => send(what, executionName, false, () => enqueue(by, command)));
    },
  };
};

const nameOf = ({ step }: Command): string => `${step.runner} ${step.command}#${step.attempt}`;
