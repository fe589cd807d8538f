import type { StatesField } from '../jsonata/expression-parts';
import type { JsonValue, State } from '../types';
import type { VisitedState } from '../walk';

type StatesObject = Readonly<Record<StatesField, JsonValue>>;

/** `$states` of executions in which nothing is there that need not be: the least that Step Functions itself puts in. */
export const emptyExecutions = (visited: VisitedState): readonly StatesObject[] => {
  const common = { input: {}, context: contextOf(visited), result: emptyResult(visited.state) };
  return [
    { ...common, errorOutput: {} },
    // After a SendTaskFailure without fields.
    { ...common, errorOutput: { Error: null, Cause: null } },
  ];
};

/** A Parallel always has one output a branch. */
const emptyResult = (state: State): JsonValue => {
  if (state.Type === 'Parallel') return state.Branches.map(() => ({}));
  return state.Type === 'Map' ? [] : {};
};

const contextOf = (visited: VisitedState): JsonValue => ({
  Execution: {
    Id: 'arn:aws:states:us-east-1:123456789012:execution:machine:empty',
    Name: 'empty',
    RoleArn: 'arn:aws:iam::123456789012:role/machine',
    StartTime: '2000-01-01T00:00:00.000Z',
    RedriveCount: 0,
    Input: {},
  },
  State: { Name: 'Empty', EnteredTime: '2000-01-01T00:00:00.000Z', RetryCount: 0 },
  StateMachine: { Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine', Name: 'machine' },
  ...(waitsForToken(visited.state) ? { Task: { Token: 'token' } } : {}),
  ...(isInMap(visited) ? { Map: { Item: { Index: 0, Value: {} } } } : {}),
});

const waitsForToken = (state: State): boolean =>
  state.Type === 'Task' &&
  (state.Resource.endsWith('.waitForTaskToken') || state.Resource.includes(':activity:'));

const isInMap = ({ state, scope }: VisitedState): boolean =>
  state.Type === 'Map' || (scope.owner !== undefined && isInMap(scope.owner));
