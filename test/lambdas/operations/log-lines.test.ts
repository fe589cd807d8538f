import { redriver } from '../../../lambdas/operations/redrive';
import { starter } from '../../../lambdas/operations/start';
import { sweeper } from '../../../lambdas/operations/sweeper';
import { undoFromLedger } from '../../../lib/runtime';
import { LINES, OLD_LETTER_DAYS, TransientError } from '../../../lib/saga';
import { tripSaga } from '../../runtime/support/sagas';
import { arnOf, MACHINE, OperationsBench, queueEvent } from '../support/operations-bench';

const input = { product: 'chair', pieces: 2 };
const DAY = 86_400_000;

const setUp = () => {
  const done = () => ({ result: { done: true } });
  const bench = new OperationsBench(tripSaga, {
    book: done,
    unbook: undoFromLedger,
    pay: done,
    refund: undoFromLedger,
    tell: done,
  });
  const linesOf = (message: string) => bench.lines.filter((line) => line.message === message);
  return { bench, linesOf };
};

const parked = (bench: OperationsBench<typeof tripSaga>, step: string, phase: 'action' | 'compensation') => ({
  saga: bench.reference(),
  step,
  phase,
  error: { error: 'TransientError', cause: 'Busy: the desk is busy' },
  attempts: 9,
});

describe('the redriver', () => {
  it.each([
    ['tell', 'action', 'tell'],
    ['book', 'compensation', 'unbook'],
  ] as const)('tells of a command that failed again with its saga, step and command (%s, %s)', async (step, phase, command) => {
    const { bench } = setUp();
    await bench.ran(input, 'book', 'pay');
    bench.invokeFailure = new TransientError('Busy', 'the desk is busy');
    bench.queueFailure = new Error('no queue');
    await redriver(() => bench.tools)(queueEvent([parked(bench, step, phase)]));
    expect(bench.lines.map(({ message }) => message)).toEqual([
      'redrive failed',
      'the delay of a message could not be set',
    ]);
    for (const { fields } of bench.lines) expect(fields).toMatchObject({ sagaId: 's-1', step, command });
  });

  const report = (status: string, name = 's-1') => ({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn: arnOf(name), stateMachineArn: MACHINE, name, status, startDate: 0 },
  });

  it('tells which execution died, and how', async () => {
    const { bench, linesOf } = setUp();
    await bench.ran(input, 'book');
    bench.execution('s-1', 'FAILED', { error: 'States.Runtime' });
    await redriver(() => bench.tools)(queueEvent([report('FAILED')]));
    expect(linesOf(LINES.died).map(({ fields }) => fields)).toEqual([
      { sagaName: 'trip', sagaId: 's-1', outcome: 'FAILED' },
    ]);
  });

  it('does not tell so of one that ended as a saga may', async () => {
    const { bench, linesOf } = setUp();
    await bench.ran(input, 'book');
    bench.execution('s-1', 'FAILED', { error: 'SagaCompensated' });
    await redriver(() => bench.tools)(queueEvent([report('FAILED')]));
    expect(linesOf(LINES.died)).toEqual([]);
  });
});

describe('the starter', () => {
  it('tells which request it could not start', async () => {
    const { bench } = setUp();
    const tools = {
      ...bench.tools,
      orchestrator: {
        ...bench.tools.orchestrator,
        start: async () => {
          throw new Error('no such right');
        },
      },
    };
    await starter(() => tools)(queueEvent([{ saga: 'trip', id: 's-1', input }]));
    expect(bench.lines).toMatchObject([
      { message: 'a request could not be started', fields: { sagaName: 'trip', sagaId: 's-1' } },
    ]);
  });

  it('tells of a refused one what may be told', async () => {
    const { bench } = setUp();
    await starter(() => bench.tools)(
      queueEvent([
        { saga: 'trip', id: 's-1', input: { product: 7 } },
        { saga: 'trip', id: 'no id\n{}', input },
      ]),
    );
    expect(bench.lines.map(({ fields }) => fields.sagaId)).toEqual(['s-1', undefined]);
  });
});

describe('the sweeper', () => {
  it.each([
    [OLD_LETTER_DAYS - 1, []],
    [OLD_LETTER_DAYS + 1, [{ sagaId: 's-1', step: 'tell', command: 'tell' }]],
  ])('tells of a step that has been parked for %d days as it is due', async (days, told) => {
    const { bench, linesOf } = setUp();
    await bench.ran(input, 'book', 'pay');
    await bench.desk.log.append(bench.reference(), {
      type: 'StepParked',
      step: 'tell',
      runner: 'main',
      attempt: 1,
      at: '2026-11-24T10:00:09.000Z',
    });
    bench.desk.clock.advance(days * DAY);
    await sweeper(() => bench.tools)();
    expect(linesOf(LINES.oldLetter).map(({ fields }) => fields)).toMatchObject(told);
    expect(linesOf(LINES.oldLetter)).toHaveLength(told.length);
  });

  it('tells of no step that nobody does any more, because its saga was turned back', async () => {
    const { bench, linesOf } = setUp();
    await bench.ran(input, 'book', 'pay');
    const at = '2026-11-24T10:00:09.000Z';
    const parked = { type: 'StepParked', step: 'tell', runner: 'main', attempt: 1, at } as const;
    await bench.desk.log.append(bench.reference(), parked);
    await bench.desk.log.append(bench.reference(), {
      ...parked,
      type: 'CancelRequested',
      runner: 'operator',
    });
    bench.desk.clock.advance(9 * DAY);
    await sweeper(() => bench.tools)();
    expect(linesOf(LINES.oldLetter)).toEqual([]);
  });
});
