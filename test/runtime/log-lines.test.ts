import { undoFromLedger } from '../../lib/runtime';
import { BusinessError, LATE_COMMAND_SECONDS, LINES, TransientError } from '../../lib/saga';
import { commandsOf } from './support/commands';
import { MemoryDesk } from './support/memory-desk';
import { tripSaga } from './support/sagas';

const { action, compensation } = commandsOf(tripSaga, { product: 'chair', pieces: 2 });

const setUp = () => {
  const desk = new MemoryDesk();
  const failing: { with?: Error } = {};
  const done = () => {
    if (failing.with) throw failing.with;
    return { result: { done: true } };
  };
  const handle = desk.handler(tripSaga, 'desk', {
    book: done,
    unbook: undoFromLedger,
    pay: done,
    refund: undoFromLedger,
    tell: done,
  });
  /** By the queue, `seconds` after it was sent. */
  const deliver = (body: unknown, seconds = 0) =>
    handle({
      Records: [
        {
          messageId: 'm1',
          receiptHandle: 'r1',
          body: JSON.stringify(body),
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: String(desk.clock.now() - seconds * 1000),
          },
        },
      ],
    });
  return { desk, failing, handle, deliver };
};

const ENDS: readonly (readonly [string, Error | undefined, string])[] = [
  ['done', undefined, 'command done'],
  ['refused', new BusinessError('Closed', 'the desk is closed'), 'command refused'],
  ['failed for a passing reason', new TransientError('Busy', 'the desk is busy'), 'command failed'],
  ['failed unexpectedly', new Error('no such right'), 'command failed'],
];

describe.each(ENDS)('a command that is %s', (_, error, line) => {
  it.each(['directly', 'by its queue'])('is told with its saga, step and command (%s)', async (way) => {
    const { desk, failing, handle, deliver } = setUp();
    if (error) failing.with = error;
    const command = action('book', { id: 's-1', taskToken: 'token' });
    await (way === 'directly' ? handle(command) : deliver(command)).catch(() => undefined);
    expect(desk.lines.map(({ message }) => message)).toContain(line);
    for (const { fields } of desk.lines) {
      expect(fields).toMatchObject({ sagaName: 'trip', sagaId: 's-1', step: 'book', command: 'book' });
    }
  });
});

it('tells a compensation by its own name, also where the log cannot be written', async () => {
  const { desk, handle } = setUp();
  await handle(action('book', { id: 's-1' }));
  desk.crash = { at: desk.writes.length, when: 'before' };
  await expect(handle(compensation('book', { id: 's-1' }))).rejects.toThrow();
  expect(desk.lines.at(-1)).toMatchObject({
    message: 'command failed',
    fields: {
      sagaId: 's-1',
      step: 'book',
      command: 'unbook',
      error: expect.stringContaining('Unexpected: '),
    },
  });
});

describe('how long a command waited', () => {
  it.each([
    [LATE_COMMAND_SECONDS - 1, []],
    [LATE_COMMAND_SECONDS, [{ sagaId: 's-1', step: 'book', command: 'book', seconds: LATE_COMMAND_SECONDS }]],
  ])('is told from five minutes on (%d s)', async (seconds, told) => {
    const { desk, deliver } = setUp();
    await deliver(action('book', { id: 's-1', taskToken: 'token' }), seconds);
    const lines = desk.lines.filter(({ message }) => message === LINES.lateCommand);
    expect(lines.map(({ fields }) => fields)).toMatchObject(told);
    expect(lines).toHaveLength(told.length);
  });
});
