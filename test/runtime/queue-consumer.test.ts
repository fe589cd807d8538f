import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { type BatchResponse, sfnTaskAnswers, undoFromLedger } from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { commandsOf } from './support/commands';
import { MemoryDesk } from './support/memory-desk';
import { tripSaga } from './support/sagas';

const { action, compensation } = commandsOf(tripSaga, { product: 'chair', pieces: 2 });
const token = (id: string) => `token-of-${id}`;
const bookOf = (id: string) => action('book', { id, taskToken: token(id) });

interface Delivery {
  readonly body: unknown;
  readonly receives?: number;
}

const batch = (...deliveries: readonly Delivery[]) => ({
  Records: deliveries.map(({ body, receives = 1 }, index) => ({
    messageId: `m${index + 1}`,
    receiptHandle: `r${index + 1}`,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(receives) },
  })),
});

const setUp = () => {
  const desk = new MemoryDesk();
  const refusals = new Map<string, Error>();
  const handle = desk.handler(tripSaga, 'desk', {
    book: ({ saga }) => {
      const refusal = refusals.get(saga.id);
      if (refusal) throw refusal;
      return { result: { booked: saga.id }, effects: [{ counter: 'chair', take: 1, capacity: 10 }] };
    },
    unbook: undoFromLedger,
    pay: () => ({ result: {} }),
    refund: undoFromLedger,
    tell: () => ({ result: {} }),
  });
  const deliver = async (...deliveries: readonly Delivery[]) =>
    ((await handle(batch(...deliveries))) as BatchResponse).batchItemFailures.map(
      ({ itemIdentifier }) => itemIdentifier,
    );
  return { desk, refusals, deliver, left: () => desk.table.counters.get('chair') };
};

describe('a command from the queue', () => {
  it('is carried out and its token answered with the result', async () => {
    const { desk, deliver, left } = setUp();
    expect(await deliver({ body: bookOf('a') })).toEqual([]);
    expect(desk.answered).toEqual([{ kind: 'success', token: token('a'), output: { booked: 'a' } }]);
    expect(left()).toBe(9);
  });

  it('that is refused is answered with the refusal, not delivered again', async () => {
    const { desk, refusals, deliver } = setUp();
    refusals.set('a', new BusinessError('Closed', 'the desk is closed'));
    expect(await deliver({ body: bookOf('a') })).toEqual([]);
    expect(desk.answered).toEqual([
      { kind: 'failure', token: token('a'), error: 'BusinessError', cause: 'Closed: the desk is closed' },
    ]);
  });

  it('that fails for a passing reason is delivered again, and nobody is answered', async () => {
    const { desk, refusals, deliver } = setUp();
    refusals.set('a', new Error('timeout'));
    for (const receives of [1, 2, 9]) expect(await deliver({ body: bookOf('a'), receives })).toEqual(['m1']);
    expect(desk.answered).toEqual([]);
  });

  it('that still fails on the last receive is answered, so that nobody waits for the timeout', async () => {
    const { desk, refusals, deliver } = setUp();
    refusals.set('a', new Error('timeout'));
    expect(await deliver({ body: bookOf('a'), receives: 10 })).toEqual([]);
    expect(desk.answered).toEqual([
      { kind: 'failure', token: token('a'), error: 'TransientError', cause: 'Unexpected: Error: timeout' },
    ]);
  });

  it('that comes twice makes one effect, and is answered twice with one result', async () => {
    const { desk, deliver, left } = setUp();
    await deliver({ body: bookOf('a') }, { body: bookOf('a') });
    await deliver({ body: bookOf('a'), receives: 2 });
    expect(left()).toBe(9);
    expect(new Set(desk.answered.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(desk.answered).toHaveLength(3);
  });

  it('counts its receives as attempts', async () => {
    const { desk, refusals, deliver } = setUp();
    refusals.set('a', new Error('timeout'));
    await deliver({ body: bookOf('a') });
    refusals.clear();
    await deliver({ body: bookOf('a'), receives: 2 });
    const events = (await desk.saga('trip', 'a'))?.events.map(({ type, attempt }) => `${type} ${attempt}`);
    expect(events).toEqual(['StepStarted 1', 'AttemptFailed 1', 'StepStarted 2', 'StepSucceeded 2']);
  });

  it('that is DONE but could not be answered is delivered again, and then answered with the same result', async () => {
    const { desk, deliver, left } = setUp();
    desk.answerFailure = new Error('ThrottlingException');
    expect(await deliver({ body: bookOf('a') })).toEqual(['m1']);
    desk.answerFailure = undefined;
    expect(await deliver({ body: bookOf('a'), receives: 2 })).toEqual([]);
    expect(desk.answered).toEqual([{ kind: 'success', token: token('a'), output: { booked: 'a' } }]);
    expect(left()).toBe(9);
  });

  it('of another participant is answered as unknown', async () => {
    const { desk, deliver } = setUp();
    expect(await deliver({ body: action('fly', { taskToken: token('a') }) })).toEqual([]);
    expect(desk.answered).toEqual([
      expect.objectContaining({ error: 'BusinessError', cause: expect.stringContaining('UnknownCommand') }),
    ]);
  });

  it('is answered with at most 1000 characters of cause', async () => {
    const { desk, refusals, deliver } = setUp();
    refusals.set('a', new BusinessError('Long', 'x'.repeat(5000)));
    await deliver({ body: bookOf('a') });
    expect((desk.answered[0] as { cause: string }).cause).toHaveLength(1000);
  });
});

describe('a batch', () => {
  it('fails only for the messages that have to come again', async () => {
    const { desk, refusals, deliver } = setUp();
    refusals.set('no', new BusinessError('Closed', 'no'));
    refusals.set('later', new Error('timeout'));
    const failed = await deliver(
      { body: bookOf('a') },
      { body: bookOf('later') },
      { body: bookOf('no') },
      { body: '{ not json' },
      { body: bookOf('b') },
    );
    expect(failed).toEqual(['m2', 'm4']);
    expect(desk.answered.map(({ kind, token: of }) => [kind, of])).toEqual([
      ['success', token('a')],
      ['failure', token('no')],
      ['success', token('b')],
    ]);
  });

  it('of nothing fails for nothing', async () => {
    expect(await setUp().deliver()).toEqual([]);
  });

  it.each([
    ['no JSON', '{'],
    ['empty', ''],
    ['JSON null', 'null'],
    ['an array', []],
    ['a command without a token', action('book')],
    ['a compensation, which never comes through a queue', compensation('book')],
    ['a command with a field missing', { ...bookOf('a'), results: undefined }],
  ])('keeps a message that is %s for the dead-letter queue', async (_what, body) => {
    const { desk, deliver } = setUp();
    expect(await deliver({ body }, { body: bookOf('b') })).toEqual(['m1']);
    expect(desk.answered).toHaveLength(1);
    expect(desk.lines.some(({ message }) => message === 'a queued command was not taken')).toBe(true);
  });

  it('writes no token and no body into its log lines', async () => {
    const { desk, refusals, deliver } = setUp();
    refusals.set('later', new Error('timeout'));
    await deliver({ body: bookOf('a') }, { body: bookOf('later') }, { body: 'tok_4111 is not JSON' });
    const lines = JSON.stringify(desk.lines);
    expect(lines).not.toContain('token-of');
    expect(lines).not.toContain('tok_4111');
    expect(lines).not.toContain('chair');
  });
});

describe('answers to Step Functions', () => {
  const client = new SFNClient({ region: 'us-east-1' });
  const sfn = mockClient(client);
  const answers = sfnTaskAnswers(client);
  const named = (name: string) => Object.assign(new Error('refused'), { name });

  beforeEach(() => sfn.reset());

  it('are success with the output as JSON, or failure with error and cause', async () => {
    await answers.succeed('t1', { booked: true });
    await answers.succeed('t2', undefined);
    await answers.fail('t3', 'BusinessError', 'Closed: no');
    expect(sfn.commandCalls(SendTaskSuccessCommand).map(({ args }) => args[0].input)).toEqual([
      { taskToken: 't1', output: '{"booked":true}' },
      { taskToken: 't2', output: 'null' },
    ]);
    expect(sfn.commandCalls(SendTaskFailureCommand).map(({ args }) => args[0].input)).toEqual([
      { taskToken: 't3', error: 'BusinessError', cause: 'Closed: no' },
    ]);
  });

  it.each([
    'TaskTimedOut',
    'TaskDoesNotExist',
    'InvalidToken',
  ])('that are late (%s) are a normal end', async (name) => {
    sfn.on(SendTaskSuccessCommand).rejects(named(name)).on(SendTaskFailureCommand).rejects(named(name));
    await expect(answers.succeed('t', {})).resolves.toBeUndefined();
    await expect(answers.fail('t', 'BusinessError', '')).resolves.toBeUndefined();
  });

  it.each([
    'InvalidOutput',
    'ThrottlingException',
    'AccessDeniedException',
  ])('that fail for %s are not', async (name) => {
    sfn.on(SendTaskSuccessCommand).rejects(named(name));
    await expect(answers.succeed('t', {})).rejects.toMatchObject({ name });
  });
});
