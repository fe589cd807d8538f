import { DefinitionError } from '../../lib/asl';
import type { Event } from './canonical';
import { difference } from './compare';
import type { RecordedCase } from './recorded-case';
import { runCase } from './run-case';

/** A machine with a Parallel, a Map and a failing branch, so that every kind of event is in the history. */
const recorded: RecordedCase = {
  id: 'self',
  input: '{"items":[1,2],"when":"2026-01-01T00:00:05Z"}',
  functions: { shout: 'hello', fail: 'raise-exception' },
  events: [],
  definition: {
    QueryLanguage: 'JSONata',
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Call',
            States: {
              Call: {
                Type: 'Task',
                Resource: 'arn:aws:states:::lambda:invoke',
                Arguments: { FunctionName: 'shout' },
                End: true,
              },
            },
          },
          { StartAt: 'Hold', States: { Hold: { Type: 'Wait', Seconds: 5, End: true } } },
        ],
        Next: 'Each',
      },
      Each: {
        Type: 'Map',
        Items: '{% $states.context.Execution.Input.items %}',
        ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
        Next: 'Fails',
      },
      Fails: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:111111111111:function:fail',
        Catch: [{ ErrorEquals: ['Exception'], Next: 'End' }],
        Next: 'End',
      },
      End: { Type: 'Fail', Error: 'TheEnd', Cause: 'as planned' },
    },
  },
};

const history = async (): Promise<Event[]> => [...(await runCase(recorded))];

const alter = (
  events: readonly Event[],
  index: number,
  change: (details: Record<string, unknown>) => void,
): Event[] => {
  const copy = JSON.parse(JSON.stringify(events)) as Event[];
  const event = copy[index] as unknown as Record<string, unknown>;
  const key = Object.keys(event).find((name) => name.endsWith('EventDetails')) as string;
  change(event[key] as Record<string, unknown>);
  return copy;
};

const indexOf = (events: readonly Event[], type: string): number =>
  events.findIndex((event) => event.type === type);

describe('the comparison of histories', () => {
  it('takes two runs of the same machine for the same', async () => {
    expect(difference(await history(), await history())).toBeUndefined();
  });

  it('finds every event that is missing', async () => {
    const ours = await history();
    const told = ours.filter(({ type }) => !['TaskStarted', 'LambdaFunctionStarted'].includes(type));
    for (const event of told) {
      expect(
        difference(
          ours,
          ours.filter((other) => other !== event),
        ),
      ).toBeDefined();
      expect(
        difference(
          ours.filter((other) => other !== event),
          ours,
        ),
      ).toBeDefined();
    }
  });

  it.each([
    ['a name', 'TaskStateEntered', (details: Record<string, unknown>) => (details.name = 'Other')],
    ['an input', 'PassStateEntered', (details: Record<string, unknown>) => (details.input = '7')],
    ['an output', 'ParallelStateExited', (details: Record<string, unknown>) => (details.output = '[]')],
    ['an error', 'LambdaFunctionFailed', (details: Record<string, unknown>) => (details.error = 'Other')],
    ['an index', 'MapIterationSucceeded', (details: Record<string, unknown>) => (details.index = 9)],
    ['a length', 'MapStateStarted', (details: Record<string, unknown>) => (details.length = 3)],
    ['the last error', 'ExecutionFailed', (details: Record<string, unknown>) => (details.error = 'Other')],
  ])('finds %s that was altered', async (_what, type, change) => {
    const ours = await history();
    const altered = alter(ours, indexOf(ours, type), change);
    expect(indexOf(ours, type)).toBeGreaterThanOrEqual(0);
    expect(difference(altered, ours)).toBeDefined();
  });

  it.each([
    ['a cause', 'ExecutionFailed', (details: Record<string, unknown>) => (details.cause = 'other words')],
    ['parameters', 'TaskScheduled', (details: Record<string, unknown>) => (details.parameters = '{}')],
    ['a placeholder', 'PassStateEntered', (details: Record<string, unknown>) => (details.input = '<item:1>')],
    [
      'a time',
      'ParallelStateEntered',
      (details: Record<string, unknown>) => (details.input = { items: [1, 2], when: 'timestamp' }),
    ],
  ])('does not look at %s', async (_what, type, change) => {
    const ours = await history();
    const altered = alter(ours, indexOf(ours, type), change);
    expect(difference(altered, ours)).toBeUndefined();
  });

  it('takes branches that interleave differently for the same, and branches that differ not', async () => {
    const ours = await history();
    const entered = indexOf(ours, 'WaitStateEntered');
    const moved = [...ours];
    const [wait] = moved.splice(entered, 1);
    moved.splice(indexOf(ours, 'ParallelStateStarted') + 1, 0, wait as Event);
    expect(moved.map(({ type }) => type)).not.toEqual(ours.map(({ type }) => type));
    expect(difference(moved, ours)).toBeUndefined();
    const renamed = alter(moved, indexOf(moved, 'WaitStateEntered'), (details) => {
      details.name = 'Sleep';
    });
    expect(difference(renamed, ours)).toBeDefined();
  });

  it('compares without order where the recording has lost it', async () => {
    const ours = await history();
    const shuffled = [...ours].reverse().map((event) => ({ ...event, id: [0] }));
    expect(difference(shuffled, ours)).toBeUndefined();
    expect(
      difference(
        alter(shuffled, indexOf(shuffled, 'MapStateStarted'), (details) => {
          details.length = 1;
        }),
        ours,
      ),
    ).toBeDefined();
  });

  it('counts a machine that is refused as different', async () => {
    const refused = { ...recorded, definition: { StartAt: 'A', States: { A: { Type: 'Nap' } } } };
    await expect(runCase(refused as unknown as RecordedCase)).rejects.toThrow(DefinitionError);
  });
});
