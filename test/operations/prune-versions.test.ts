import { DeleteFunctionCommand, LambdaClient, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import {
  DeleteStateMachineVersionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import {
  deleteVersions,
  listVersions,
  type PublishedVersions,
  resourcesFromOutputs,
} from '../../lib/operations';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:Parcel';
const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:Desk';
const resources = resourcesFromOutputs({
  SagaName: 'parcel',
  StateMachineArn: MACHINE,
  StateMachineStartArn: `${MACHINE}:live`,
  UnwindMachineArn: `${MACHINE}Unwind`,
  SagaLogTable: 'log',
  SagaErrorsQueueUrl: '',
  SagaErrorsDeadLetterQueueUrl: '',
  SagaRequestsQueueUrl: '',
  SagaRequestsDeadLetterQueueUrl: '',
  ParticipantDeskFunction: 'Desk',
});

const sfn = mockClient(SFNClient);
const lambda = mockClient(LambdaClient);
/** Pauses that were made, in milliseconds. */
const pauses: number[] = [];
const clients = {
  sfn: new SFNClient({}),
  lambda: new LambdaClient({}),
  clock: { sleep: async (ms: number) => void pauses.push(ms) },
  random: () => 1,
};

const versionOf = (n: number) => ({ stateMachineVersionArn: `${MACHINE}:${n}` });
const aliasOn = (...numbers: readonly number[]) => ({
  name: 'live',
  routingConfiguration: numbers.map((n) => ({ ...versionOf(n), weight: 100 / numbers.length })),
});
const neededOf = ({ versions }: PublishedVersions) =>
  versions.map(({ arn, needed }) => [arn.split(':').slice(6).join(':'), needed]);
const throttled = () => Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
const TOO_NEW = 'newer than what alias live starts: a deployment may be under way';

/** Versions 1 to 4 of the machine, 1 to 5 of the function; 4 is live, an execution still runs on 2. */
beforeEach(() => {
  sfn.reset();
  lambda.reset();
  pauses.length = 0;
  sfn.on(DescribeStateMachineAliasCommand).resolves(aliasOn(4));
  sfn.on(ListStateMachineVersionsCommand).callsFake(({ nextToken }) =>
    nextToken
      ? { stateMachineVersions: [2, 1].map((n) => ({ stateMachineVersionArn: `${MACHINE}:${n}` })) }
      : {
          stateMachineVersions: [4, 3].map((n) => ({ stateMachineVersionArn: `${MACHINE}:${n}` })),
          nextToken: 'more',
        },
  );
  sfn.on(ListExecutionsCommand).resolves({ executions: [] });
  sfn
    .on(ListExecutionsCommand, { statusFilter: 'RUNNING' })
    .callsFake(({ nextToken }) =>
      nextToken
        ? { executions: [{ name: 'p-7', stateMachineVersionArn: `${MACHINE}:2` }] }
        : { executions: [{ name: 'p-9', stateMachineVersionArn: `${MACHINE}:4` }], nextToken: 'more' },
    );
  // Version n of the machine names version n of the function; the machine as it stands now, version 5.
  sfn.on(DescribeStateMachineCommand).callsFake(({ stateMachineArn }: { stateMachineArn: string }) => ({
    definition: JSON.stringify({ FunctionName: `${FUNCTION}:${/:(\d+)$/.exec(stateMachineArn)?.[1] ?? 5}` }),
  }));
  lambda.on(ListVersionsByFunctionCommand).resolves({
    Versions: ['$LATEST', '1', '2', '3', '4', '5'].map((Version) => ({
      Version,
      FunctionArn: `${FUNCTION}:${Version}`,
    })),
  });
});

it('keeps what the alias starts, what open executions run on, and the functions that those name', async () => {
  expect(neededOf(await listVersions(clients, resources, ['desk']))).toEqual([
    ['Parcel:4', 'execution p-9 runs on it'],
    ['Parcel:3', undefined],
    ['Parcel:2', 'execution p-7 runs on it'],
    ['Parcel:1', undefined],
    ['Desk:1', undefined],
    ['Desk:2', 'named by Parcel:2'],
    ['Desk:3', undefined],
    ['Desk:4', 'named by Parcel:4'],
    ['Desk:5', 'named by Parcel'],
  ]);
});

it('keeps the functions of executions that were started without a version', async () => {
  const unqualified = (name: string): ExecutionListItem => ({
    name,
    executionArn: `arn:execution:${name}`,
    stateMachineArn: MACHINE,
    status: 'RUNNING',
    startDate: new Date(0),
  });
  sfn
    .on(ListExecutionsCommand, { statusFilter: 'RUNNING' })
    .resolves({ executions: [unqualified('p-1'), unqualified('p-3')] });
  // They run on the definition that the machine had when they were started, which may be no version's any more.
  sfn.on(DescribeStateMachineForExecutionCommand).callsFake(({ executionArn }: { executionArn: string }) => ({
    definition: JSON.stringify({ FunctionName: `${FUNCTION}:${executionArn.slice(-1)}` }),
  }));
  const { versions } = await listVersions(clients, resources, ['desk']);
  expect(
    versions.flatMap(({ arn, kind, needed }) => (kind === 'function' ? [[arn.slice(-1), needed]] : [])),
  ).toEqual([
    ['1', 'named by execution p-1, started without a version'],
    ['2', undefined],
    ['3', 'named by execution p-3, started without a version'],
    ['4', 'named by Parcel:4'],
    ['5', 'named by Parcel'],
  ]);
});

it('removes versions, never a function', async () => {
  const found = await listVersions(clients, resources, ['desk']);
  await deleteVersions(clients, resources, found);
  expect(
    sfn
      .commandCalls(DeleteStateMachineVersionCommand)
      .map(({ args }) => args[0].input.stateMachineVersionArn),
  ).toEqual([`${MACHINE}:3`, `${MACHINE}:1`]);
  expect(lambda.commandCalls(DeleteFunctionCommand).map(({ args }) => args[0].input)).toEqual([
    { FunctionName: FUNCTION, Qualifier: '1' },
    { FunctionName: FUNCTION, Qualifier: '3' },
  ]);
  await deleteVersions(clients, resources, { ...found, versions: [{ kind: 'function', arn: FUNCTION }] });
  expect(lambda.commandCalls(DeleteFunctionCommand)).toHaveLength(2);
});

describe('while a deployment is under way', () => {
  it('keeps what is published and not in the alias yet', async () => {
    sfn.on(DescribeStateMachineAliasCommand).resolves(aliasOn(3));
    sfn.on(ListExecutionsCommand, { statusFilter: 'RUNNING' }).resolves({ executions: [] });
    // The functions of the next version but one are published before the machine is.
    lambda.on(ListVersionsByFunctionCommand).resolves({
      Versions: ['1', '2', '3', '4', '5', '6'].map((Version) => ({
        Version,
        FunctionArn: `${FUNCTION}:${Version}`,
      })),
    });
    expect(neededOf(await listVersions(clients, resources, ['desk']))).toEqual([
      ['Parcel:4', TOO_NEW],
      ['Parcel:3', 'started by alias live'],
      ['Parcel:2', undefined],
      ['Parcel:1', undefined],
      ['Desk:1', undefined],
      ['Desk:2', undefined],
      ['Desk:3', 'named by Parcel:3'],
      ['Desk:4', 'named by Parcel:4'],
      ['Desk:5', 'named by Parcel'],
      ['Desk:6', TOO_NEW],
    ]);
  });

  it('keeps the functions of a participant that no machine names yet', async () => {
    sfn.on(DescribeStateMachineCommand).resolves({ definition: '{}' });
    const { versions } = await listVersions(clients, resources, ['desk']);
    expect(versions.filter(({ kind }) => kind === 'function').map(({ needed }) => needed)).toEqual(
      ['1', '2', '3', '4', '5'].map(() => TOO_NEW),
    );
  });

  it('takes the newest of those that a gradual one starts, by its number', async () => {
    sfn
      .on(ListStateMachineVersionsCommand)
      .callsFake(() => ({ stateMachineVersions: [11, 10, 9, 8].map(versionOf) }));
    sfn.on(ListExecutionsCommand, { statusFilter: 'RUNNING' }).resolves({ executions: [] });
    sfn.on(DescribeStateMachineAliasCommand).resolves(aliasOn(9, 10));
    const found = neededOf(await listVersions(clients, resources, []));
    expect(found).toEqual([
      ['Parcel:11', TOO_NEW],
      ['Parcel:10', 'started by alias live'],
      ['Parcel:9', 'started by alias live'],
      ['Parcel:8', undefined],
    ]);
  });

  it('keeps what was started on a version that the alias left meanwhile', async () => {
    // After the first question, whatever it is, a saga is started on version 3, and then the alias is moved to 4.
    let isMoved = false;
    const moving = <State>(before: State, now: State): State => {
      const state = isMoved ? now : before;
      isMoved = true;
      return state;
    };
    sfn.on(DescribeStateMachineAliasCommand).callsFake(() => moving(aliasOn(3), aliasOn(4)));
    sfn
      .on(ListExecutionsCommand, { statusFilter: 'RUNNING' })
      .callsFake(() => moving({ executions: [] }, { executions: [{ name: 'p-5', ...versionOf(3) }] }));
    const found = await listVersions(clients, resources, ['desk']);
    expect(neededOf(found)).toContainEqual(['Parcel:3', 'execution p-5 runs on it']);
    expect(neededOf(found)).toContainEqual(['Desk:3', 'named by Parcel:3']);
    await expect(deleteVersions(clients, resources, found)).rejects.toMatchObject({
      code: 'DeploymentUnderWay',
    });
  });

  it.each([
    ['another version', aliasOn(3), aliasOn(4)],
    [
      'another share',
      aliasOn(3, 4),
      { ...aliasOn(3, 4), routingConfiguration: [{ ...versionOf(4), weight: 100 }] },
    ],
    [
      'the same version again',
      { ...aliasOn(4), updateDate: new Date(1000) },
      { ...aliasOn(4), updateDate: new Date(2000) },
    ],
  ])('removes nothing when the alias was moved to %s since', async (_, before, after) => {
    sfn.on(DescribeStateMachineAliasCommand).resolvesOnce(before).resolves(after);
    const found = await listVersions(clients, resources, ['desk']);
    await expect(deleteVersions(clients, resources, found)).rejects.toMatchObject({
      name: 'SagaError',
      code: 'DeploymentUnderWay',
      message: expect.stringMatching(/^alias live of saga 'parcel' was moved .*: try again when /),
    });
    expect(sfn.commandCalls(DeleteStateMachineVersionCommand)).toEqual([]);
    expect(lambda.commandCalls(DeleteFunctionCommand)).toEqual([]);
  });
});

describe('many executions', () => {
  it('are asked for in the largest pages', async () => {
    await listVersions(clients, resources, ['desk']);
    const calls = [
      ...sfn.commandCalls(ListExecutionsCommand),
      ...sfn.commandCalls(ListStateMachineVersionsCommand),
    ];
    expect(calls.map(({ args }) => args[0].input.maxResults)).toEqual(calls.map(() => 1000));
  });

  it('are waited for when AWS says that it was too much, longer each time', async () => {
    sfn
      .on(ListExecutionsCommand, { statusFilter: 'RUNNING' })
      .rejectsOnce(throttled())
      .rejectsOnce(throttled())
      .rejectsOnce(throttled())
      .callsFake(() => ({ executions: [{ name: 'p-7', ...versionOf(2) }] }));
    const found = await listVersions(clients, resources, ['desk']);
    expect(neededOf(found)).toContainEqual(['Parcel:2', 'execution p-7 runs on it']);
    expect(pauses).toEqual([500, 1000, 2000]);
  });

  it('are not waited for without end, and any other error is told at once', async () => {
    sfn.on(DescribeStateMachineAliasCommand).rejects(throttled());
    await expect(listVersions(clients, resources, ['desk'])).rejects.toThrow('Rate exceeded');
    expect(pauses).toHaveLength(9);
    expect(Math.max(...pauses)).toBe(20_000);
    sfn.on(DescribeStateMachineAliasCommand).rejects(new Error('no'));
    await expect(listVersions(clients, resources, ['desk'])).rejects.toThrow('no');
    expect(pauses).toHaveLength(9);
  });

  it.each(['a machine', 'a function'])('and the removal of %s comes again after a pause', async (what) => {
    const found = await listVersions(clients, resources, ['desk']);
    if (what === 'a machine') sfn.on(DeleteStateMachineVersionCommand).rejectsOnce(throttled()).resolves({});
    else lambda.on(DeleteFunctionCommand).rejectsOnce(throttled()).resolves({});
    await deleteVersions(clients, resources, found);
    expect(pauses).toEqual([500]);
  });
});
