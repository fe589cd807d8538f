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
import { deleteVersions, listVersions, resourcesFromOutputs } from '../../lib/operations';

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
const clients = { sfn: new SFNClient({}), lambda: new LambdaClient({}) };

/** Versions 1 to 4 of the machine, 1 to 5 of the function; 4 is live, an execution still runs on 2. */
beforeEach(() => {
  sfn.reset();
  lambda.reset();
  sfn.on(DescribeStateMachineAliasCommand).resolves({
    name: 'live',
    routingConfiguration: [{ stateMachineVersionArn: `${MACHINE}:4`, weight: 100 }],
  });
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
  const versions = await listVersions(clients, resources, ['desk']);
  expect(versions.map(({ arn, needed }) => [arn.split(':').slice(6).join(':'), needed])).toEqual([
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
  const versions = await listVersions(clients, resources, ['desk']);
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
  const versions = await listVersions(clients, resources, ['desk']);
  await deleteVersions(
    clients,
    versions.filter(({ needed }) => needed === undefined),
  );
  expect(
    sfn
      .commandCalls(DeleteStateMachineVersionCommand)
      .map(({ args }) => args[0].input.stateMachineVersionArn),
  ).toEqual([`${MACHINE}:3`, `${MACHINE}:1`]);
  expect(lambda.commandCalls(DeleteFunctionCommand).map(({ args }) => args[0].input)).toEqual([
    { FunctionName: FUNCTION, Qualifier: '1' },
    { FunctionName: FUNCTION, Qualifier: '3' },
  ]);
  await deleteVersions(clients, [{ kind: 'function', arn: FUNCTION }]);
  expect(lambda.commandCalls(DeleteFunctionCommand)).toHaveLength(2);
});
