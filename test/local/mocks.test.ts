import {
  CreateStateMachineCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { machineArn, machineResources, oneTask, outputOf, runner } from './fixtures/machines';

const retrying = {
  Retry: [{ ErrorEquals: ['Batch.Busy'], MaxAttempts: 3, IntervalSeconds: 1 }],
};

const machines: Readonly<Record<string, object>> = {
  job: oneTask('arn:aws:states:::batch:submitJob.sync', { JobName: 'a' }, retrying),
  approval: oneTask('arn:aws:states:::ecs:runTask.waitForTaskToken', {
    token: '{% $states.context.Task.Token %}',
  }),
};

const CONFIG = {
  StateMachines: {
    job: {
      TestCases: {
        Busy: { Call: 'BusyFirst' },
        Down: { Call: 'AlwaysDown' },
        Short: { Call: 'OnlyBusy' },
        Nothing: {},
      },
    },
    approval: { TestCases: { Yes: { Call: 'Approved' }, No: { Call: 'AlwaysDown' } } },
  },
  MockedResponses: {
    BusyFirst: {
      '0-1': { Throw: { Error: 'Batch.Busy', Cause: 'try again' } },
      '2': { Return: { JobId: 'j-1' } },
    },
    AlwaysDown: { '0': { Throw: { Error: 'Down', Cause: 'for good' } } },
    OnlyBusy: { '0': { Throw: { Error: 'Batch.Busy' } } },
    Approved: { '0': { Return: { by: 'somebody' } } },
  },
};

const template = (definitions: Readonly<Record<string, object>>) => ({
  stackName: 'Mocked',
  assetRoot: '/',
  template: { Resources: machineResources(definitions) },
});

describe('a machine whose services are not here', () => {
  let stack: EmbeddedStack;
  let started: ReturnType<typeof runner>;
  beforeAll(async () => {
    stack = await startStack({ templates: [template(machines)], mocks: JSON.stringify(CONFIG) });
    started = runner(stack);
  });
  afterAll(async () => {
    started.client.destroy();
    await stack.stop();
  });

  test.each([
    ['job', 'Busy', { status: 'SUCCEEDED', output: '{"JobId":"j-1"}' }],
    ['job', 'Down', { status: 'FAILED', error: 'Down', cause: 'for good' }],
    [
      'job',
      'Short',
      { error: 'States.Runtime', cause: expect.stringMatching(/no response for attempt 1 .*'Call'/) },
    ],
    [
      'job',
      'Nothing',
      { error: 'States.TaskFailed', cause: expect.stringMatching(/submitJob.sync does not run/) },
    ],
    ['approval', 'Yes', { status: 'SUCCEEDED', output: '{"by":"somebody"}' }],
    ['approval', 'No', { status: 'FAILED', error: 'Down' }],
  ])('%s runs in test case %s', async (machine, testCase, end) => {
    expect((await started.run(`${machine}#${testCase}`)).end).toMatchObject(end);
  });

  test('an attempt that is mocked is an attempt: it is retried, and the next response counts', async () => {
    const { history } = await started.run('job#Busy');
    expect(history.filter(({ type }) => type === 'TaskFailed')).toHaveLength(2);
  });

  test('without a test case it calls its service, which is not here', async () => {
    expect((await started.run('job')).end?.cause).toMatch(/no mock of this execution's test case answers/);
  });

  test('a test case that is not there is refused, and nothing is started', async () => {
    const before = stack.executions().length;
    const start = new StartExecutionCommand({ stateMachineArn: `${machineArn('job')}#Other` });
    await expect(started.client.send(start)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/no test case 'Other' for state machine 'job'.*: use one of \w/),
    });
    const unmocked = new StartExecutionCommand({ stateMachineArn: `${machineArn('other')}#Any` });
    await expect(started.client.send(unmocked)).rejects.toMatchObject({
      message: expect.stringMatching(
        /no test case 'Any' .*: write it there \(saga local --mock FILE\), or leave/,
      ),
    });
    expect(stack.executions()).toHaveLength(before);
  });
});

test('a state that is not mocked calls what runs here', async () => {
  const two = {
    QueryLanguage: 'JSONata',
    StartAt: 'Gone',
    States: {
      Gone: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', Next: 'Here' },
      Here: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:sfn:listStateMachines',
        Output: '{% $states.result.StateMachines.Name %}',
        End: true,
      },
    },
  };
  const mocks = {
    StateMachines: { two: { TestCases: { One: { Gone: 'Done' } } } },
    MockedResponses: { Done: { '0': { Return: {} } } },
  };
  const stack = await startStack({ templates: [template({ two })], mocks: JSON.stringify(mocks) });
  const { run, client } = runner(stack);
  expect(outputOf(await run('two#One'))).toBe('two');
  client.destroy();
  await stack.stop();
});

describe('a test case', () => {
  const call = { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun.sync', End: true };
  const mapped = {
    QueryLanguage: 'JSONata',
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Items: [1, 2],
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Call',
          States: { Call: call },
        },
        End: true,
      },
    },
  };
  const mocks = JSON.stringify({
    StateMachines: {
      mapped: { TestCases: { Well: { Call: 'Done' } } },
      quick: { TestCases: { Well: { Call: 'Done' } } },
    },
    MockedResponses: { Done: { '0': { Return: { done: true } } } },
  });

  test('holds in the child executions of a distributed Map', async () => {
    const stack = await startStack({ templates: [template({ mapped })], mocks });
    const { run, client } = runner(stack);
    expect(outputOf(await run('mapped#Well'))).toEqual([{ done: true }, { done: true }]);
    client.destroy();
    await stack.stop();
  });

  test('holds in an Express workflow', async () => {
    const Definition = oneTask('arn:aws:states:::aws-sdk:glue:startJobRun');
    const Properties = { StateMachineName: 'quick', StateMachineType: 'EXPRESS', Definition };
    const stack = await startStack({
      templates: [
        {
          ...template({}),
          template: { Resources: { Quick: { Type: 'AWS::StepFunctions::StateMachine', Properties } } },
        },
      ],
      mocks,
    });
    const { client } = runner(stack);
    const start = new StartSyncExecutionCommand({ stateMachineArn: `${machineArn('quick')}#Well` });
    expect(await client.send(start)).toMatchObject({ status: 'SUCCEEDED', output: '{"done":true}' });
    client.destroy();
    await stack.stop();
  });
});

describe('an integration that is not here', () => {
  const refused: readonly (readonly [what: string, resource: string, message: RegExp])[] = [
    [
      'a service',
      'arn:aws:states:::ecs:runTask.sync',
      /State 'Call': the integration .*ecs:runTask\.sync does not run here; mock the states \(saga local --mock FILE\), or use dynamodb:/,
    ],
    ['a pattern', 'arn:aws:states:::sns:publish.sync', /sns:publish\.sync is not recognized/],
    [
      'a service of aws-sdk',
      'arn:aws:states:::aws-sdk:rekognition:detectText',
      /rekognition:detectText does not/,
    ],
    [
      'an operation of aws-sdk',
      'arn:aws:states:::aws-sdk:sqs:inventQueue',
      /sqs:inventQueue does not run here/,
    ],
    ['a token', 'arn:aws:states:::dynamodb:getItem.waitForTaskToken', /waitForTaskToken is not recognized/],
  ];

  test.each(refused)('%s is refused when the machine is created', async (_what, resource, message) => {
    await expect(startStack({ templates: [template({ m: oneTask(resource) })] })).rejects.toThrow(message);
  });

  test('the API refuses it too', async () => {
    const stack = await startStack();
    const { client } = runner(stack);
    const create = new CreateStateMachineCommand({
      name: 'm',
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition: JSON.stringify(oneTask('arn:aws:states:::ecs:runTask')),
    });
    await expect(client.send(create)).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringMatching(
        /^Invalid State Machine Definition: 'State 'Call': .*ecs:runTask does not/,
      ),
    });
    client.destroy();
    await stack.stop();
  });

  test('all of them are named at once', async () => {
    const two = {
      StartAt: 'A',
      States: {
        A: { Type: 'Task', Resource: 'arn:aws:states:::glue:startJobRun', Next: 'B' },
        B: { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask', End: true },
      },
    };
    await expect(startStack({ templates: [template({ two })] })).rejects.toThrow(
      /State 'A': .*glue:startJobRun does not run here; State 'B': .*ecs:runTask does not run here; mock the states/,
    );
  });

  test('also inside a Map or a Parallel', async () => {
    const inner = oneTask('arn:aws:states:::ecs:runTask') as { readonly States: object };
    const { QueryLanguage: _, ...branch } = inner as never as Record<string, unknown>;
    const outer = {
      QueryLanguage: 'JSONata',
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [branch], End: true } },
    };
    await expect(startStack({ templates: [template({ outer })] })).rejects.toThrow(
      /ecs:runTask does not run here/,
    );
  });
});

describe('a malformed mock file', () => {
  const config = (responses: unknown, machines: unknown = {}) => ({
    StateMachines: machines,
    MockedResponses: responses,
  });
  const malformed: readonly (readonly [text: string, message: RegExp])[] = [
    ['{', /the mock file: it is not JSON/],
    ['[]', /the mock file: this has to be an object/],
    ['{}', /StateMachines: this has to be an object/],
    [JSON.stringify({ StateMachine: {} }), /unknown field StateMachine; use StateMachines, MockedResponses/],
    [JSON.stringify(config({ A: {} })), /MockedResponses\.A: there is no response; give at least "0"/],
    [JSON.stringify(config({ A: { first: {} } })), /MockedResponses\.A: 'first' is no attempt; use "0"/],
    [JSON.stringify(config({ A: { '2-1': { Return: 1 } } })), /the range '2-1' ends before it begins/],
    [
      JSON.stringify(config({ A: { '1': { Return: 1 } } })),
      /attempt 0 is missing; count from 0 without gaps/,
    ],
    [
      JSON.stringify(config({ A: { '0-1': { Return: 1 }, '1': { Return: 2 } } })),
      /attempt 1 is there twice; count from 0/,
    ],
    [
      JSON.stringify(config({ A: { '0': {} } })),
      /MockedResponses\.A\.0: give exactly one of Return and Throw/,
    ],
    [JSON.stringify(config({ A: { '0': { Give: 1 } } })), /unknown field Give; use Return, Throw/],
    [
      JSON.stringify(config({ A: { '0': { Throw: { Cause: 'x' } } } })),
      /A\.0\.Throw: Error has to be a text/,
    ],
    [
      JSON.stringify(config({ A: { '0': { Return: 1 } } }, { m: { TestCases: { T: { Call: 'B' } } } })),
      /StateMachines\.m\.TestCases\.T\.Call: MockedResponses has no "B"; it has A/,
    ],
    [JSON.stringify(config({}, { m: {} })), /StateMachines\.m\.TestCases: this has to be an object/],
  ];

  test.each(malformed)('%s is told', async (text, message) => {
    await expect(startStack({ mocks: text })).rejects.toThrow(message);
  });
});
