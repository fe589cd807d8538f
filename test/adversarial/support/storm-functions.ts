import { type TaskCall, TaskError } from '../../../lib/engine';
import { type BatchResponse, memoryLedger, type ParticipantPorts, participant } from '../../../lib/runtime';
import {
  BusinessError,
  type Command,
  findStep,
  ledgerKey,
  mostAttempts,
  PERSISTENT,
  type TaskAnswers,
  TransientError,
} from '../../../lib/saga';
import { Crash, crashing, immortal, type Life, mortal } from './crashing';
import { handlersOf } from './storm-handlers';
import type { Trouble } from './storm-trouble';
import { DAY, HOUR, MINUTE, SAGA_ID, SECOND, type World } from './storm-world';

/** Attempts of a machine at parking a step. */
const PARK_ATTEMPTS = mostAttempts(PERSISTENT);
/** Receives after which the participant's queue gives a command up. */
const MAX_RECEIVES = 10;

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
    trouble: { isBroken, isErrorsQueueAway },
  }: {
    readonly answers: () => TaskAnswers;
    /** Takes what a machine sends to `saga-errors`. */
    readonly park: (body: unknown) => void;
    readonly trouble: Trouble;
  },
): Functions => {
  const { definition, clock, chance, happens, wait, note, storm, busy } = world;

  let unsent = 0;
  /** One invocation of a participant's function. */
  const run = (by: string, event: unknown, command: Command, life: Life): Promise<unknown> =>
    busy(async () => {
      const ports: ParticipantPorts = {
        clock: { now: () => clock.now(), sleep: wait },
        logger: { info: () => undefined, warn: () => undefined },
        ledger: () => crashing(memoryLedger(world.tableOf(by), clock), life),
        log: () => crashing(world.log, life),
        answers: crashing(watched(command), life),
        random: () => 0.5,
        maxReceives: MAX_RECEIVES,
      };
      const handler = participant(
        definition,
        by as never,
        handlersOf(definition, by, world.rules, world.provider, life) as never,
        () => world.defect.participant?.(ports, { definition, command, table: world.tableOf(by) }) ?? ports,
      );
      const end = clock.now() + 10 * SECOND;
      return handler(event, { getRemainingTimeInMillis: () => Math.max(0, end - clock.now()) });
    });

  const itemOf = ({ step }: Command) =>
    world
      .tableOf(findStep(definition, step.name)?.by ?? '')
      .items.get(ledgerKey({ name: definition.name, id: SAGA_ID }, step.name));

  /** Success is told only of what is there, and never of what was ruled out before it was tried. */
  const successOf = (command: Command): ((result: unknown) => void) => {
    const { name, phase } = command.step;
    if (phase !== 'action') return () => undefined;
    const wasRuledOut = itemOf(command)?.state === 'UNDONE';
    return (result) => {
      const item = itemOf(command);
      if (wasRuledOut) world.blame(`${name}: success is told after its tombstone`);
      else if (!item || !world.everDone.has(item.key)) {
        world.blame(`${name}: success is told, and it was never done`);
      } else if (JSON.stringify(item.result) !== JSON.stringify(result)) {
        world.blame(`${name}: another result is told than the ledger keeps`);
      }
    };
  };
  const watched = (command: Command): TaskAnswers => {
    const tell = successOf(command);
    return {
      succeed: (token, output) => {
        tell(output);
        return answers().succeed(token, output);
      },
      fail: (...failure) => answers().fail(...failure),
    };
  };

  const call = async (by: string, command: Command, life: Life): Promise<unknown> => {
    const tell = successOf(command);
    const what = `${command.step.runner} ${command.step.command}#${command.step.attempt}`;
    try {
      const answer = await run(by, structuredClone(command), command, life);
      tell(answer);
      note(`${what}: done`);
      return answer;
    } catch (error) {
      const { name, message } = error as Error;
      note(`${what}: ${name} ${message}`);
      throw new TaskError(life.dead || error instanceof Crash ? 'Runtime.ExitError' : name, message);
    }
  };

  /** A direct invocation, and what may become of it on its way. */
  const invoke = async (by: string, command: Command): Promise<unknown> => {
    if (isBroken(command.step.command)) throw new TaskError('Runtime.ImportModuleError', 'as told');
    if (!happens(storm.faults)) return call(by, command, immortal());
    const kind = chance();
    if (kind < 0.2) throw new TaskError('Lambda.TooManyRequestsException', 'throttled');
    if (kind > 0.6) return call(by, command, mortal(chance));
    const delay = chance() < 0.5 ? chance() * MINUTE : chance() * 3 * DAY;
    note(`${command.step.command}: late by ${Math.round(delay / SECOND)} s`);
    void busy(async () => {
      await wait(delay);
      await call(by, command, immortal()).catch(() => undefined);
    });
    await wait(chance() * 20 * SECOND);
    throw new TaskError('Sandbox.Timedout', 'timed out');
  };

  /** The participant's own queue: a message comes again until it is taken, late or twice. */
  const deliver = (by: string, body: Command, receives: number): void => {
    const delay = happens(storm.faults) ? chance() * 3 * HOUR : chance() * SECOND;
    void busy(async () => {
      await wait(delay);
      const record = {
        messageId: 'm',
        receiptHandle: 'r',
        body: JSON.stringify(body),
        attributes: { ApproximateReceiveCount: String(receives) },
      };
      const life = happens(storm.faults) ? mortal(chance) : immortal();
      const answer = await run(by, { Records: [record] }, body, life).catch(() => undefined);
      const taken = !life.dead && (answer as BatchResponse | undefined)?.batchItemFailures.length === 0;
      note(`queued ${body.step.command}, receive ${receives}: ${taken ? 'taken' : 'comes again'}`);
      if (taken || receives >= MAX_RECEIVES) return;
      await wait(MINUTE);
      deliver(by, body, receives + 1);
    });
  };

  return {
    invoke: async (by, command) => {
      try {
        return await invoke(by, command);
      } catch (error) {
        const { error: type = 'Unknown', taskCause = '' } = error as TaskError;
        throw type === 'BusinessError'
          ? new BusinessError('Refused', taskCause)
          : new TransientError(type, taskCause);
      }
    },
    integration: async ({ arguments: sent }) => {
      // biome-ignore lint/suspicious/noExplicitAny: a body as the machine sends it
      const { Payload, MessageBody } = sent as { Payload?: any; MessageBody?: any };
      await wait(chance() * 200);
      if (Payload) {
        const command = Payload as Command;
        const by = findStep(definition, command.step.name)?.by ?? '';
        return { StatusCode: 200, Payload: await invoke(by, command) };
      }
      const isParked = typeof MessageBody.step === 'string';
      if (happens(storm.faults) || (isParked && isErrorsQueueAway())) {
        if (isParked && ++unsent >= PARK_ATTEMPTS) world.excuse('a parked step may be unsent');
        throw new TaskError('SQS.SdkClientException', 'the queue is away');
      }
      if (isParked) {
        unsent = 0;
        park(MessageBody);
      } else {
        const by = findStep(definition, MessageBody.step.name)?.by ?? '';
        deliver(by, MessageBody, 1);
        if (happens(storm.faults / 4)) deliver(by, MessageBody, 1);
      }
      return { MessageId: '1' };
    },
  };
};
