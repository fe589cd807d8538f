import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { countAttempts, countTransitions, failedStates, readExecution } from '../../lib/operations';

const entered = (id: number, previousEventId: number, name: string): HistoryEvent => ({
  id,
  previousEventId,
  timestamp: undefined,
  type: 'TaskStateEntered',
  stateEnteredEventDetails: { name },
});
const event = (id: number, previousEventId: number, type: HistoryEvent['type']): HistoryEvent => ({
  id,
  previousEventId,
  timestamp: undefined,
  type,
});

/** A (two attempts, then caught), a Parallel whose branches interleave: B (two attempts) and C (one), and an end. */
const history: readonly HistoryEvent[] = [
  event(1, 0, 'ExecutionStarted'),
  entered(2, 0, 'A'),
  event(3, 2, 'TaskScheduled'),
  event(4, 3, 'TaskStarted'),
  event(5, 4, 'TaskFailed'),
  event(6, 5, 'TaskScheduled'),
  event(7, 6, 'TaskTimedOut'),
  { ...entered(8, 7, 'Group'), type: 'ParallelStateEntered' },
  event(9, 8, 'ParallelStateStarted'),
  entered(10, 9, 'B'),
  entered(11, 9, 'C'),
  event(12, 10, 'TaskScheduled'),
  event(13, 11, 'TaskScheduled'),
  event(14, 12, 'TaskFailed'),
  event(15, 13, 'TaskSucceeded'),
  event(16, 14, 'TaskScheduled'),
  event(17, 16, 'TaskSucceeded'),
  { ...entered(18, 17, 'End'), type: 'FailStateEntered' },
  event(19, 18, 'ExecutionFailed'),
];

describe('an execution history', () => {
  it('tells attempts by state, also where branches interleave', () => {
    expect(Object.fromEntries(countAttempts(history))).toEqual({ A: 2, B: 2, C: 1 });
  });

  const group = (last: readonly HistoryEvent[]): readonly HistoryEvent[] => [
    { ...entered(1, 0, 'Group'), type: 'ParallelStateEntered' as const },
    ...['Failed', 'TimedOut', 'Ended', 'CutOff', 'Retried', 'Caught'].map((name, index) =>
      entered(2 + index, 1, name),
    ),
    event(10, 2, 'TaskFailed'),
    event(11, 3, 'TaskTimedOut'),
    event(12, 4, 'TaskFailed'),
    event(13, 12, 'TaskScheduled'),
    { ...event(14, 13, 'TaskStateExited'), stateExitedEventDetails: { name: 'Ended' } },
    event(15, 5, 'TaskFailed'),
    event(17, 6, 'LambdaFunctionFailed'),
    event(18, 17, 'LambdaFunctionScheduled'),
    event(19, 7, 'TaskSubmitFailed'),
    { ...event(20, 19, 'TaskStateExited'), stateExitedEventDetails: { name: 'Caught' } },
    ...last,
  ];

  it('tells who failed from who was caught, was tried again, or ended', () => {
    expect([...failedStates(group([]))]).toEqual(['Failed', 'TimedOut', 'CutOff']);
  });

  it('tells who failed from who was cut off while it waited to be tried again', () => {
    // As recorded on AWS: all that were aborted, the one that failed among them, follow its failure.
    const aborted = [21, 22, 23, 24].map((id) => event(id, 10, 'TaskStateAborted'));
    expect([...failedStates(group([...aborted, event(25, 10, 'ParallelStateFailed')]))]).toEqual(['Failed']);
  });

  it('counts a transition for each state entered and each retry', () => {
    // A, Group, B, C, End are entered; A and B are tried once more.
    expect(countTransitions(history)).toBe(5 + 2);
  });
});

describe('reading an execution', () => {
  const sfn = mockClient(SFNClient);
  const client = () => new SFNClient({});
  beforeEach(() => sfn.reset());

  it('pages through its history, without payloads', async () => {
    sfn.on(DescribeExecutionCommand).resolves({
      status: 'FAILED',
      startDate: new Date('2026-01-01T00:00:00.000Z'),
      error: 'SagaCompensated',
      cause: 'place-order',
    });
    sfn.on(GetExecutionHistoryCommand).callsFake(({ nextToken, includeExecutionData }) => {
      expect(includeExecutionData).toBe(false);
      return nextToken ? { events: history.slice(9) } : { events: history.slice(0, 9), nextToken: 'more' };
    });
    expect(await readExecution(client(), 'arn')).toEqual({
      isIncomplete: false,
      status: 'FAILED',
      startTime: '2026-01-01T00:00:00.000Z',
      error: 'SagaCompensated',
      cause: 'place-order',
      transitions: 7,
      attempts: new Map([
        ['A', 2],
        ['B', 2],
        ['C', 1],
      ]),
      failed: new Set(['A']),
    });
  });

  it('is undefined for one that is unknown or forgotten, and fails otherwise', async () => {
    sfn.on(DescribeExecutionCommand).rejects(new ExecutionDoesNotExist({ message: 'no', $metadata: {} }));
    expect(await readExecution(client(), 'arn')).toBeUndefined();
    sfn.on(DescribeExecutionCommand).rejects(new Error('denied'));
    await expect(readExecution(client(), 'arn')).rejects.toThrow('denied');
  });
});
