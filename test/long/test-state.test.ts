import {
  type MockInput,
  SFNClient,
  TestStateCommand,
  type TestStateCommandInput,
  type TestStateConfiguration,
} from '@aws-sdk/client-sfn';
import { API_MODELS } from '../../lib/cli/api-models';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { shop } from '../local/fixtures/shop';

const roleArn = 'arn:aws:iam::000000000000:role/tester';
let stack: EmbeddedStack;
let sfn: SFNClient;
beforeAll(async () => {
  stack = await startStack({ templates: [shop()], apiModels: API_MODELS, random: () => 0.5 });
  sfn = new SFNClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    disableHostPrefix: true,
  });
});
afterAll(async () => {
  sfn.destroy();
  await stack.stop();
});

type Given = Omit<TestStateCommandInput, 'definition' | 'input'> & { readonly input?: unknown };
const testState = async (definition: object, { input = {}, ...more }: Given = {}) => {
  const { $metadata: _, ...answer } = await sfn.send(
    new TestStateCommand({
      definition: JSON.stringify(definition),
      input: JSON.stringify(input),
      inspectionLevel: 'DEBUG',
      ...more,
    }),
  );
  return answer;
};
const json = (value: unknown): string => JSON.stringify(value);
/** Inspection data with its values as text. */
const texts = (data: object) =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, json(value)]));

const HELLO = { Value: 'HelloWorld' };
const NESTED = {
  initialData: { fieldFromInput: 'value from input', otherField: 'other' },
  unrelatedData: { someOtherField: 1234 },
};
const MODIFIED = { ...NESTED, modifiedData: { staticValue: 'some value', inputValue: 'value from input' } };
const RESULT = { resultKey: 'result value' };

const states: readonly (readonly [string, object, unknown, object, object])[] = [
  [
    'a Pass',
    { Type: 'Pass', End: true },
    HELLO,
    { status: 'SUCCEEDED', output: json(HELLO) },
    {
      input: HELLO,
      afterInputPath: HELLO,
      afterParameters: HELLO,
      afterResultSelector: HELLO,
      afterResultPath: HELLO,
    },
  ],
  [
    'a Pass with a result',
    { Type: 'Pass', Result: RESULT, End: true },
    HELLO,
    { status: 'SUCCEEDED', output: json(RESULT) },
    { input: HELLO, result: RESULT, afterResultSelector: RESULT, afterResultPath: RESULT },
  ],
  [
    'a Pass with all of its paths',
    {
      Type: 'Pass',
      InputPath: '$.initialData',
      Parameters: { staticValue: 'some value', 'inputValue.$': '$.fieldFromInput' },
      ResultPath: '$.modifiedData',
      End: true,
    },
    NESTED,
    { status: 'SUCCEEDED', output: json(MODIFIED) },
    {
      input: NESTED,
      afterInputPath: NESTED.initialData,
      afterParameters: MODIFIED.modifiedData,
      afterResultSelector: MODIFIED.modifiedData,
      afterResultPath: MODIFIED,
    },
  ],
  [
    'a Fail',
    { Type: 'Fail', Error: 'SomeFailure', Cause: 'why' },
    HELLO,
    { status: 'FAILED', error: 'SomeFailure', cause: 'why' },
    { input: HELLO, afterInputPath: HELLO },
  ],
  [
    'a Succeed',
    { Type: 'Succeed' },
    HELLO,
    { status: 'SUCCEEDED', output: json(HELLO) },
    { input: HELLO, afterInputPath: HELLO },
  ],
  [
    'a Choice',
    {
      Type: 'Choice',
      Choices: [{ Variable: '$.value', NumericGreaterThan: 20, Next: 'More' }],
      Default: 'Less',
    },
    { value: 22 },
    { status: 'SUCCEEDED', output: '{"value":22}', nextState: 'More' },
    { input: { value: 22 }, afterInputPath: { value: 22 } },
  ],
  [
    'a Choice that takes its default',
    {
      Type: 'Choice',
      Choices: [{ Variable: '$.value', NumericGreaterThan: 20, Next: 'More' }],
      Default: 'Less',
    },
    { value: 2 },
    { status: 'SUCCEEDED', output: '{"value":2}', nextState: 'Less' },
    { input: { value: 2 }, afterInputPath: { value: 2 } },
  ],
  [
    'a Wait that leads to itself',
    { Type: 'Wait', Seconds: 120, Next: 'StateName' },
    HELLO,
    { status: 'SUCCEEDED', output: json(HELLO), nextState: 'StateName' },
    { input: HELLO, afterInputPath: HELLO },
  ],
  [
    'JSONata',
    { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.Value & "!" %}', Next: 'Then' },
    HELLO,
    { status: 'SUCCEEDED', output: '"HelloWorld!"', nextState: 'Then' },
    { input: HELLO },
  ],
];
test.each(states)('%s is tested, and inspected', async (_what, definition, input, answer, data) => {
  for (const inspectionLevel of ['DEBUG', 'TRACE'] as const) {
    expect(await testState(definition, { input, inspectionLevel })).toEqual({
      ...answer,
      inspectionData: texts(data),
    });
  }
  expect(await testState(definition, { input, inspectionLevel: 'INFO' })).toEqual(answer);
});

const invoke = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'f', 'Payload.$': '$' },
  ResultSelector: { 'answer.$': '$.Payload' },
  ResultPath: '$.result',
  End: true,
  ...more,
});
const mocked = (result: unknown): MockInput => ({ result: json(result) });
const failing = (error: string, cause = 'why'): MockInput => ({ errorOutput: { error, cause } });

test('a Task has its mock for its result', async () => {
  const answer = await testState(invoke(), { input: { a: 1 }, mock: mocked({ Payload: 'yes' }) });
  const output = { a: 1, result: { answer: 'yes' } };
  expect(answer).toEqual({
    status: 'SUCCEEDED',
    output: json(output),
    inspectionData: texts({
      input: { a: 1 },
      afterInputPath: { a: 1 },
      afterParameters: { FunctionName: 'f', Payload: { a: 1 } },
      result: { Payload: 'yes' },
      afterResultSelector: { answer: 'yes' },
      afterResultPath: output,
    }),
  });
});

test('in JSONata its arguments are shown', async () => {
  const definition = {
    Type: 'Task',
    QueryLanguage: 'JSONata',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Arguments: { QueueUrl: 'q', MessageBody: '{% $states.context.Task.Token %}' },
    Output: '{% $states.result.ok %}',
    Next: 'Then',
  };
  const context = json({ Task: { Token: 'abcd123' } });
  const answer = await testState(definition, { mock: mocked({ ok: true }), context });
  expect(answer).toEqual({
    status: 'SUCCEEDED',
    output: 'true',
    nextState: 'Then',
    inspectionData: texts({
      input: {},
      afterArguments: { QueueUrl: 'q', MessageBody: 'abcd123' },
      result: { ok: true },
    }),
  });
});

const RECOVERY = {
  Retry: [
    { ErrorEquals: ['Busy'], IntervalSeconds: 2, MaxAttempts: 2, BackoffRate: 3 },
    { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 5, MaxAttempts: 1, MaxDelaySeconds: 4 },
  ],
  Catch: [
    { ErrorEquals: ['Other'], Next: 'Else' },
    { ErrorEquals: ['States.ALL'], Next: 'Undo', ResultPath: '$.error' },
  ],
};
const failures: readonly (readonly [string, string, TestStateConfiguration | undefined, object])[] = [
  ['is retried', 'Busy', undefined, { retryIndex: 0, retryBackoffIntervalSeconds: 2 }],
  ['is retried later', 'Busy', { retrierRetryCount: 1 }, { retryIndex: 0, retryBackoffIntervalSeconds: 6 }],
  ['is retried by another rule', 'Odd', undefined, { retryIndex: 1, retryBackoffIntervalSeconds: 4 }],
  ['is caught once it is not retried any more', 'Busy', { retrierRetryCount: 2 }, { catchIndex: 1 }],
  ['is caught by the rule that names it', 'Other', { retrierRetryCount: 1 }, { catchIndex: 0 }],
];
test.each(failures)('a failure %s', async (_how, error, stateConfiguration, errorDetails) => {
  const definition = invoke(RECOVERY);
  const answer = await testState(definition, { input: { a: 1 }, mock: failing(error), stateConfiguration });
  expect(answer).toMatchObject({ error, cause: 'why', inspectionData: { errorDetails } });
  const { catchIndex } = errorDetails as { readonly catchIndex?: number };
  expect({ status: answer.status, output: answer.output, nextState: answer.nextState }).toEqual(
    catchIndex === undefined
      ? { status: 'RETRIABLE', output: undefined, nextState: undefined }
      : {
          status: 'CAUGHT_ERROR',
          output: json(
            catchIndex === 0
              ? { Error: error, Cause: 'why' }
              : { a: 1, error: { Error: error, Cause: 'why' } },
          ),
          nextState: catchIndex === 0 ? 'Else' : 'Undo',
        },
  );
});

test('a failure that nothing takes fails', async () => {
  expect(await testState(invoke(), { mock: failing('Odd') })).toMatchObject({
    status: 'FAILED',
    error: 'Odd',
    cause: 'why',
  });
});

test('the real service is called under the role when there is no mock', async () => {
  const definition = {
    Type: 'Task',
    Resource: 'arn:aws:states:::dynamodb:putItem',
    Parameters: { TableName: 'effects', Item: { pk: { S: 'tested' } } },
    ResultPath: null,
    End: true,
  };
  expect(await testState(definition, { input: { a: 1 }, roleArn })).toMatchObject({
    status: 'SUCCEEDED',
    output: '{"a":1}',
  });
  expect(await stack.items('effects')).toContainEqual({ pk: { S: 'tested' } });
  const machineRole = 'arn:aws:iam::000000000000:role/Shop-MachineRole';
  const denied = await testState(definition, { roleArn: machineRole });
  expect(denied).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('dynamodb:PutItem') });
});

const processor = (more: object = {}) => ({
  ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } },
  ...more,
});
test('a Map has its mock for its iterations', async () => {
  const definition = {
    ...{ Type: 'Map', ItemsPath: '$.Values', MaxConcurrency: 2, ToleratedFailureCount: 1, Next: 'Then' },
    ...processor({ ResultPath: '$.squares' }),
  };
  const input = { Values: [1, 2, 3] };
  const run = (mapIterationFailureCount: number) =>
    testState(definition, {
      input,
      mock: mocked([1, 4, 9]),
      stateConfiguration: { mapIterationFailureCount },
    });
  const output = { ...input, squares: [1, 4, 9] };
  expect(await run(1)).toEqual({
    status: 'SUCCEEDED',
    output: json(output),
    nextState: 'Then',
    inspectionData: {
      ...texts({
        input,
        afterInputPath: input,
        afterItemsPath: [1, 2, 3],
        afterResultSelector: [1, 4, 9],
        afterResultPath: output,
      }),
      maxConcurrency: 2,
      toleratedFailureCount: 1,
    },
  });
  expect(await run(2)).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  });
  expect(await testState(definition, { input: { Values: 1 }, mock: mocked([]) })).toMatchObject({
    status: 'FAILED',
    error: 'States.Runtime',
    cause: 'Reference path "$.Values" must point to array.',
  });
});

test('a Parallel has its mock for its branches', async () => {
  const branch = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
  const definition = {
    Type: 'Parallel',
    Branches: [branch, branch].map((one, i) => JSON.parse(json(one).replaceAll('In', `In${i}`)) as object),
    End: true,
  };
  const result = [{ one: 1 }, { two: 2 }];
  expect(await testState(definition, { input: { key: 'value' }, mock: mocked(result) })).toEqual({
    status: 'SUCCEEDED',
    output: json(result),
    inspectionData: texts({ input: { key: 'value' }, afterResultSelector: result, afterResultPath: result }),
  });
});

test('one state of a machine is tested by its name, wherever it stands', async () => {
  const machine = {
    QueryLanguage: 'JSONata',
    StartAt: 'First',
    States: {
      First: { Type: 'Pass', Output: 1, Next: 'Each' },
      Each: {
        Type: 'Map',
        Items: [1],
        ItemProcessor: {
          StartAt: 'Inner',
          States: { Inner: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } },
        },
        End: true,
      },
    },
  };
  expect(await testState(machine, { stateName: 'First' })).toMatchObject({ output: '1', nextState: 'Each' });
  expect(await testState(machine, { stateName: 'Inner', input: 21 })).toMatchObject({ output: '42' });
  await expect(testState(machine, { stateName: 'Nobody' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'State not found in definition',
  });
});

test('variables are there, and what the state assigns is told', async () => {
  const definition = {
    Type: 'Pass',
    QueryLanguage: 'JSONata',
    Assign: { b: '{% $a + 1 %}' },
    Output: '{% $a %}',
    End: true,
  };
  const answer = await testState(definition, { variables: json({ a: 10 }) });
  expect(answer).toMatchObject({ output: '10', inspectionData: { variables: json({ a: 10, b: 11 }) } });
});

const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: {}, End: true };
const map = { Type: 'Map', ...processor(), End: true };
const refused: readonly (readonly [object, Given, string, string])[] = [
  [task, {}, 'ValidationException', 'RoleArn must be specified when testing a Task state'],
  [
    { Type: 'Pass', End: true },
    { mock: mocked(1) },
    'ValidationException',
    "State type 'Pass' is not supported when a mock is specified",
  ],
  [
    { Type: 'Succeed' },
    { mock: failing('E') },
    'ValidationException',
    "State type 'Succeed' is not supported when a mock is specified",
  ],
  [
    map,
    {},
    'InvalidDefinition',
    'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
  ],
  [
    task,
    { mock: { ...mocked(1), ...failing('E') } },
    'ValidationException',
    'A test mock should have only one of the following fields: [result, errorOutput].',
  ],
  [
    task,
    { mock: mocked(1), revealSecrets: true },
    'ValidationException',
    'TestState does not support RevealSecrets when a mock is specified.',
  ],
  [task, { mock: { result: 'no' } }, 'ValidationException', 'Mocked result must be valid JSON'],
  [map, { mock: mocked({}) }, 'ValidationException', 'Mocked result must be an array.'],
  [
    map,
    { mock: mocked([1]), stateConfiguration: { mapIterationFailureCount: 2 } },
    'ValidationException',
    'Map iteration failure count must be less than or equal to the number of Map iterations',
  ],
  [
    task,
    { roleArn, stateConfiguration: { mapIterationFailureCount: 2 } },
    'ValidationException',
    'TestState does not support MapIterationFailureCount when a mock is not specified.',
  ],
  [
    task,
    { mock: mocked({}), context: json({ Pokedex: {} }) },
    'ValidationException',
    "Invalid Context object provided: Field 'Pokedex' is not allowed",
  ],
  [
    task,
    { mock: mocked({}), context: json({ Map: {} }) },
    'ValidationException',
    "Invalid Context object provided: 'Map' field is not supported when mocking a Context object",
  ],
  [
    task,
    { mock: mocked({}), context: json({ Execution: { Id: 1 } }) },
    'ValidationException',
    'Invalid Context object provided: Execution.Id must be a string',
  ],
  [
    task,
    { mock: mocked({}), context: json({ Task: {} }) },
    'ValidationException',
    "Invalid Context object provided: Context object contains 'Task' when state is not a Task state with a '.sync' or '.waitForTaskToken' service integration pattern",
  ],
];
test.each(refused)('%j with %j is refused as AWS does', async (definition, given, name, message) => {
  await expect(testState(definition, given)).rejects.toMatchObject({ name, message });
});

const start = { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution', Parameters: {}, End: true };
const putItem = { Type: 'Task', Resource: 'arn:aws:states:::dynamodb:putItem', Parameters: {}, End: true };
const putEvents = { Type: 'Task', Resource: 'arn:aws:states:::events:putEvents', Parameters: {}, End: true };
/** Result → what is wrong with it in STRICT, and in PRESENT. */
const shaped: readonly (readonly [object, unknown, string | undefined, string | undefined])[] = [
  [start, {}, "Required field 'ExecutionArn' is missing", undefined],
  [start, { executionArn: 'a', startDate: 'b' }, "Required field 'ExecutionArn' is missing", undefined],
  [
    start,
    { ExecutionArn: 'a', StartDate: true },
    "Field 'StartDate' must be a string",
    "Field 'StartDate' must be a string",
  ],
  [
    start,
    { ExecutionArn: 1 },
    "Field 'ExecutionArn' must be a string",
    "Field 'ExecutionArn' must be a string",
  ],
  [start, { ExecutionArn: 'a', StartDate: 'b' }, undefined, undefined],
  [task, { StatusCode: '200' }, "Field 'StatusCode' must be a number", "Field 'StatusCode' must be a number"],
  [task, { StatusCode: 200, Payload: { any: 1 } }, undefined, undefined],
  [task, { random: 'json' }, undefined, undefined],
  [putEvents, { Entries: 'none' }, "Field 'Entries' must be an array", "Field 'Entries' must be an array"],
  [
    putEvents,
    { Entries: [{ EventId: 'a' }, { EventId: 1 }] },
    "Field 'EventId' must be a string",
    "Field 'EventId' must be a string",
  ],
  [
    putItem,
    { ConsumedCapacity: { CapacityUnits: '1' } },
    "Field 'CapacityUnits' must be a number",
    "Field 'CapacityUnits' must be a number",
  ],
  [
    putItem,
    { Attributes: { a: { S: 'x' } }, SdkHttpMetadata: { HttpStatusCode: 200 } },
    undefined,
    undefined,
  ],
];
test.each(
  shaped,
)('a mock of %j with %j is held against the model of its API', async (definition, result, strict, present) => {
  for (const [fieldValidationMode, wrong] of [
    [undefined, strict],
    ['STRICT', strict],
    ['PRESENT', present],
    ['NONE', undefined],
  ] as const) {
    const tested = testState(definition, { mock: { ...mocked(result), fieldValidationMode } });
    if (wrong === undefined) await expect(tested).resolves.toMatchObject({ status: 'SUCCEEDED' });
    else {
      await expect(tested).rejects.toMatchObject({
        name: 'ValidationException',
        message: `Mock result schema validation error: ${wrong}`,
      });
    }
  }
});

test('a state that is none is an InvalidDefinition, in its place', async () => {
  await expect(testState({ Type: 'Sleep', End: true })).rejects.toMatchObject({
    name: 'InvalidDefinition',
    message: expect.stringMatching(/SCHEMA_VALIDATION_FAILED: .* at \/States\/StateName\/Type'$/),
  });
});
