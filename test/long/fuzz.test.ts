import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { flatSteps, SAGA_ENDS, type SagaDefinition, stateName } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { Deployed, exampleOf } from '../operations/support/deployed';
import { CANARY_TOKEN, causesOf, leakedCauses, leakedLines, PLACE_IN_CODE } from '../security/support/canary';
import {
  fitsQueue,
  malformedCommand,
  malformedInput,
  malformedLetter,
  malformedRequest,
  malformedTask,
} from '../security/support/malformed';

/**
 * Ten thousand malformed commands, messages and inputs against the real bundles: each is refused with an error that has
 * a name, or what it started is compensated. The seed is fixed; a case that fails can be run again.
 */
const SEED = 20_261_124;
const COUNTS = { commands: 4400, tasks: 1500, letters: 1500, requests: 2000, inputs: 400, queued: 201 };
/** Invocations at once. */
const WIDTH = 8;

/** Everything that may be said to a malformed command; `Unexpected` is none of it. */
const REFUSED = /^(InvalidCommand|UnknownCommand|InvalidInput|InputTooLarge|InputTooDeep): /;
const REQUEST_CODES = new Set([
  'MalformedRequest',
  'UnknownSaga',
  'InvalidSagaId',
  'InvalidInput',
  'InputTooLarge',
  'InputTooDeep',
]);

const definitions = Object.values(sagas) as readonly SagaDefinition[];
const inputOf = (definition: SagaDefinition): Record<string, unknown> => {
  const input = exampleOf(definition.name) as Record<string, unknown>;
  return definition.name === 'order'
    ? { ...input, payment: { cardToken: CANARY_TOKEN, currency: 'EUR' } }
    : input;
};
const sample = <T>(of: (definition: SagaDefinition) => fc.Arbitrary<T>, count: number) =>
  definitions.flatMap((definition) =>
    fc
      .sample(of(definition), { seed: SEED, numRuns: count / definitions.length })
      .map((value) => ({ definition, value })),
  );

let deployed: Deployed;
let made = 0;
beforeAll(async () => {
  deployed = await Deployed.open({ functionConcurrency: 2, schedules: false });
});
afterAll(() => deployed.close());

const each = async <T>(cases: readonly T[], run: (one: T) => Promise<void>): Promise<void> => {
  made += cases.length;
  for (let from = 0; from < cases.length; from += WIDTH)
    await Promise.all(cases.slice(from, from + WIDTH).map(run));
};

const queueEvent = (body: string) => ({
  Records: [{ messageId: 'm', receiptHandle: 'none', body, attributes: { ApproximateReceiveCount: '1' } }],
});
const operation = (name: string, operation: 'Redrive' | 'RequestsStart'): string => {
  const prefix = name === 'order' ? 'Order' : 'Travel';
  const found = deployed.stack.functions.filter((fn) => fn.includes(`${prefix}${operation}`));
  if (found.length !== 1)
    throw new Error(`${found.length} functions ${operation} of ${name}: ${deployed.stack.functions}`);
  return found[0] as string;
};

test('commands are refused by name', async () => {
  await each(
    sample((one) => malformedCommand(one, inputOf(one)), COUNTS.commands),
    async ({ definition, value }) => {
      const name = deployed.saga(definition.name).resources.functionOf(value.by);
      const answer = await deployed.stack.invoke(name, value.event);
      const { errorType, errorMessage, trace } = JSON.parse(answer.payload) as Record<string, unknown>;
      expect([errorType, errorMessage]).toEqual(['BusinessError', expect.stringMatching(REFUSED)]);
      expect(trace).toEqual([`BusinessError: ${errorMessage}`]);
    },
  );
});

test('messages in the queue of a participant are not taken: they come again, and go to its dead letters', async () => {
  await each(
    sample((one) => malformedTask(one, inputOf(one)), COUNTS.tasks),
    async ({ definition, value }) => {
      const step = flatSteps(definition).find(({ via }) => via === 'queue');
      const name = deployed.saga(definition.name).resources.functionOf(step?.by ?? '');
      const answer = await deployed.stack.invoke(name, queueEvent(value));
      expect(JSON.parse(answer.payload)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
    },
  );
});

test('messages in saga-errors are not taken either', async () => {
  await each(sample(malformedLetter, COUNTS.letters), async ({ definition, value }) => {
    const answer = await deployed.stack.invoke(operation(definition.name, 'Redrive'), queueEvent(value));
    expect(JSON.parse(answer.payload)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm' }] });
  });
});

test('requests become dead letters that say why', async () => {
  const requests = sample((one) => malformedRequest(one, inputOf(one)), COUNTS.requests);
  await each(requests, async ({ definition, value }) => {
    const answer = await deployed.stack.invoke(
      operation(definition.name, 'RequestsStart'),
      queueEvent(value),
    );
    expect(JSON.parse(answer.payload)).toEqual({ batchItemFailures: [] });
  });
  for (const definition of definitions) {
    const letters = messagesIn(deployed.saga(definition.name).resources.requestsDeadLetterQueueUrl).map(
      (body) => JSON.parse(body) as { readonly code: string; readonly reason: string },
    );
    expect(letters).toHaveLength(COUNTS.requests / definitions.length);
    for (const { code, reason } of letters) {
      expect(REQUEST_CODES).toContain(code);
      expect(leaked(reason)).toBe(false);
    }
  }
});

test('executions that somebody starts with such an input are compensated', async () => {
  const inputs = sample((one) => malformedInput(one, inputOf(one)), COUNTS.inputs);
  await each([...inputs.entries()], async ([n, { definition, value }]) => {
    await deployed.clients.sfn.send(
      new StartExecutionCommand({
        stateMachineArn: deployed.saga(definition.name).resources.startArn,
        name: `fuzzed-${n}`,
        input: JSON.stringify(value),
      }),
    );
    // No queue before the functions: on a slow machine waiting in it would be a timeout.
    await deployed.stack.idle();
  });
  const ends = deployed.stack.executions().filter(({ name }) => name.startsWith('fuzzed-'));
  expect(ends).toHaveLength(inputs.length);
  for (const { name, end } of ends)
    expect([name, end?.status, end?.error]).toEqual([name, 'FAILED', SAGA_ENDS[0]]);
  for (const [n, { definition }] of inputs.entries()) {
    expect(Object.values(await deployed.ledgers(definition.name, `fuzzed-${n}`))).not.toContain('DONE');
  }
});

test('through the queues themselves everything ends in dead letters', async () => {
  const before = deployed.leftMessages().length;
  const order = definitions[0] as SagaDefinition;
  const { resources } = deployed.saga(order.name);
  const commands = deployed.stack.queues.filter((name) =>
    new RegExp(`^${stateName(order.name)}Saga.*-Commands-`).test(name),
  );
  expect(commands).toHaveLength(1);
  const bodies = [
    [`${deployed.stack.endpoint}/000000000000/${commands[0]}`, malformedTask(order, inputOf(order))],
    [resources.errorsQueueUrl, malformedLetter(order)],
    [resources.requestsQueueUrl, malformedRequest(order, inputOf(order))],
  ] as const;
  let sent = 0;
  for (const [QueueUrl, arbitrary] of bodies) {
    const fitting = fc.sample(arbitrary.filter(fitsQueue), {
      seed: SEED + 1,
      numRuns: COUNTS.queued / 3,
    });
    for (let from = 0; from < fitting.length; from += 2) {
      const Entries = fitting.slice(from, from + 2).map((MessageBody, n) => ({ Id: String(n), MessageBody }));
      await deployed.clients.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      sent += Entries.length;
    }
  }
  await deployed.stack.idle();
  made += sent;
  expect(deployed.leftMessages()).toHaveLength(before + sent);
  for (const url of bodies.map(([queue]) => queue)) expect(messagesIn(url)).toEqual([]);
});

test('nothing crashed, nothing ran on, and no log, error or cause holds what was in the payloads', async () => {
  expect(made).toBeGreaterThanOrEqual(10_000);
  expect(deployed.stack.executions().filter(({ end }) => end === undefined)).toEqual([]);
  expect(deployed.stack.logs.length).toBeGreaterThan(5_000);
  expect(leakedLines(deployed.stack)).toEqual([]);
  expect(leakedCauses(deployed.stack)).toEqual([]);
  // Messages that are handed to the redriver here come from no queue: their receipt handles are none.
  const crashed = deployed.stack.logs
    .map(({ text }) => text)
    .filter((text) => /Unexpected|Runtime\./.test(text) && !/ReceiptHandleIsInvalid/.test(text));
  expect(crashed).toEqual([]);
  expect(causesOf(deployed.stack).filter((cause) => PLACE_IN_CODE.test(cause))).toEqual([]);
});

const leaked = (text: string): boolean => /4111/.test(text);
const messagesIn = (url: string): readonly string[] =>
  deployed.stack.messages(url.split('/').pop() ?? '').map(({ body }) => body);
