import { compile, placeholderTargets, type TaskState } from '../../lib/asl';
import { undoFromLedger } from '../../lib/runtime';
import type { Failure } from '../../lib/saga';
import { evaluate } from '../asl/evaluate';
import { commandsOf } from '../runtime/support/commands';
import { MemoryDesk } from '../runtime/support/memory-desk';
import { tripSaga } from '../runtime/support/sagas';

const done = () => ({ result: {} });
const { compensation } = commandsOf(tripSaga, {});
const { Catch } = compile(tripSaga, placeholderTargets).States.Book as TaskState;

/** An expression drops a field that is not there; the whole chain must not be parked for want of a text. */
test.each([
  ['no cause', { Error: 'States.HeartbeatTimeout' }, { error: 'States.HeartbeatTimeout', cause: '' }],
  ['no error', { Cause: 'because' }, { error: '', cause: 'because' }],
  ['neither', {}, { error: '', cause: '' }],
])('after an error with %s the step is undone', async (_what, errorOutput, error) => {
  const failure = (await evaluate(Catch?.[1]?.Assign?.failure, { errorOutput })) as Failure;
  const desk = new MemoryDesk();
  const handle = desk.handler(tripSaga, 'desk', {
    book: done,
    unbook: undoFromLedger,
    pay: done,
    refund: undoFromLedger,
    tell: done,
  });
  await handle(compensation('book', { failure }));
  const saga = await desk.saga('trip', 's-1');
  expect(saga?.header.status).toBe('COMPENSATED');
  expect(saga?.events.find(({ type }) => type === 'StepFailed')?.error).toEqual(error);
});
