import { redriver } from '../../../lambdas/operations/redrive';
import { parkedMessage } from '../../../lib/runtime';
import { defineSaga, step } from '../../../lib/saga';
import { anyInput } from '../../saga/definitions';
import { OperationsBench, queueEvent } from '../support/operations-bench';

/** Nothing to undo: its very first step can be parked. */
const letterSaga = defineSaga({
  name: 'letter',
  version: 1,
  deadline: { hours: 1 },
  input: anyInput,
  steps: [
    step('stamp', { by: 'desk', when: '$input.stamped = true' }),
    step('write', { by: 'desk' }),
    step('post', { by: 'desk' }),
  ],
});

const input = { text: 'Dear …' };

const setUp = () => {
  const done = () => ({ result: {} });
  const bench = new OperationsBench(letterSaga, { stamp: done, write: done, post: done });
  const redrive = redriver(() => bench.tools);
  const take = async (name: string) => {
    const error = { error: 'Lambda.TooManyRequestsException', cause: '' };
    const message = parkedMessage(bench.reference(), name, 'action', error);
    return (await redrive(queueEvent([message], 1))).batchItemFailures.length === 0 ? 'done' : 'comes again';
  };
  return { bench, take };
};

describe('a parked step of a saga that no handler has logged', () => {
  it('is run with what its execution was started with, and completes the saga', async () => {
    const { bench, take } = setUp();
    bench.execution('s-1', 'FAILED', { input: JSON.stringify(input) });
    expect([await take('write'), await take('post')]).toEqual(['done', 'done']);
    const { header, state } = await bench.logged();
    expect(header.input).toEqual(input);
    expect(state.status).toBe('COMPLETED');
    expect(state.steps.map(({ status }) => status)).toEqual(['SKIPPED', 'SUCCEEDED', 'SUCCEEDED']);
    expect(bench.invoked.map(({ step: { name } }) => name)).toEqual(['write', 'post']);
  });

  it('comes again when nobody knows its execution', async () => {
    const { bench, take } = setUp();
    expect(await take('write')).toBe('comes again');
    expect(await bench.desk.saga('letter', 's-1')).toBeUndefined();
  });
});
