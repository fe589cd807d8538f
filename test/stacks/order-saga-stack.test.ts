import type { TaskState } from '../../lib/asl';
import { publishedTypes } from '../../lib/constructs';
import { flatSteps, participantNames, type SagaDefinition } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { asl, list, named, ofType, orderTemplate, type Resource, text } from './stack-template';

const { Resources: resources, Outputs: outputs } = orderTemplate();
const participants = participantNames(orderSaga);
const everyPolicy = [
  ...ofType(resources, 'AWS::IAM::Policy'),
  ...ofType(resources, 'AWS::IAM::ManagedPolicy'),
];
const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

describe('the machines', () => {
  const machine = named(resources, 'AWS::StepFunctions::StateMachine', 'OrderMachine');
  const unwind = named(resources, 'AWS::StepFunctions::StateMachine', 'OrderUnwindMachine');

  it('has a state for each command, which invokes the published version of its participant', () => {
    const states = asl(machine).States;
    for (const step of orderSaga.steps) {
      for (const command of [step.name, ...(step.compensation ? [step.compensation] : [])]) {
        const name = command.split('-').map(pascal).join('');
        const state = states[name];
        if (state?.Type !== 'Task') throw new Error(`no task ${name}`);
        if (state.Resource !== 'arn:aws:states:::lambda:invoke') continue;
        const { FunctionName } = state.Arguments as { FunctionName: string };
        expect(FunctionName).toMatch(new RegExp(`^<${pascal(step.by)}FunctionCurrentVersion\\w+>$`));
      }
    }
  });

  it('unwinds with the current code, so that a fix heals what is to be undone', () => {
    const names = Object.values(asl(unwind).States).flatMap((state) =>
      state.Type === 'Task' && state.Resource.endsWith('lambda:invoke')
        ? [(state.Arguments as { FunctionName: string }).FunctionName]
        : [],
    );
    expect(names).toHaveLength(flatSteps(orderSaga).length);
    for (const name of names) expect(name).toMatch(/^<\w+Function[0-9A-F]{8}\.Arn>$/);
  });

  it('is published as a version behind the alias live; versions are kept', () => {
    const version = named(resources, 'AWS::StepFunctions::StateMachineVersion', 'OrderMachineVersion');
    const alias = named(resources, 'AWS::StepFunctions::StateMachineAlias', 'OrderMachineLive').Properties;
    expect(version.Properties).toMatchObject({
      StateMachineArn: { Ref: expect.stringMatching(/^OrderMachine/) },
      StateMachineRevisionId: {
        'Fn::GetAtt': [expect.stringMatching(/^OrderMachine/), 'StateMachineRevisionId'],
      },
    });
    expect(alias).toEqual({
      Name: 'live',
      RoutingConfiguration: [
        {
          StateMachineVersionArn: { 'Fn::GetAtt': [expect.stringMatching(/^OrderMachineVersion/), 'Arn'] },
          Weight: 100,
        },
      ],
    });
    for (const kept of [version, ...ofType(resources, 'AWS::Lambda::Version').map(([, one]) => one)]) {
      expect(kept).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    expect(ofType(resources, 'AWS::Lambda::Version')).toHaveLength(participants.length);
  });

  it('is started by its alias', () => {
    const start = named(resources, 'AWS::Lambda::Function', 'OrderRequestsStart').Properties;
    expect(text(start.Environment.Variables.STATE_MACHINE_ARN)).toMatch(/^<OrderMachineLive\w+\.Arn>$/);
    expect(text(outputs.StateMachineStartArn?.Value)).toMatch(/^<OrderMachineLive\w+\.Arn>$/);
  });

  it('does without versions where an emulator knows none', () => {
    const { Resources: plain, Outputs } = orderTemplate({ emulator: 'true' });
    for (const type of [
      'AWS::StepFunctions::StateMachineVersion',
      'AWS::StepFunctions::StateMachineAlias',
      'AWS::Lambda::Version',
    ])
      expect(ofType(plain, type)).toEqual([]);
    expect(Outputs.StateMachineStartArn?.Value).toEqual(Outputs.StateMachineArn?.Value);
  });

  it('parks to the errors queue', () => {
    for (const definition of [asl(machine), asl(unwind)]) {
      const parks = Object.values(definition.States).filter(
        (state) => state.Type === 'Task' && state.Resource === 'arn:aws:states:::sqs:sendMessage',
      );
      expect(parks.length).toBeGreaterThan(4);
      for (const park of parks) {
        const { QueueUrl } = (park as TaskState).Arguments as { QueueUrl: string };
        expect(QueueUrl).toMatch(/^<OrderErrorsQueue[0-9A-F]{8}>$/);
      }
    }
  });

  it('is Standard, traced, and logs everything but payloads', () => {
    for (const { Properties } of [machine, unwind]) {
      expect(Properties.StateMachineType).toBe('STANDARD');
      expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
      expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
    }
  });

  it('may invoke exactly the participants, in any version, and send to exactly its queues', () => {
    const rights = statements('OrderMachineRole');
    const functions = participants.flatMap((name) => {
      const [id] =
        ofType(resources, 'AWS::Lambda::Function').find(([key]) =>
          key.startsWith(`${pascal(name)}Function`),
        ) ?? [];
      return [`<${id}.Arn>`, `<${id}.Arn>:*`];
    });
    expect(resourcesOf(rights, 'lambda:InvokeFunction').sort()).toEqual(functions.sort());
    const queues = ofType(resources, 'AWS::SQS::Queue')
      .map(([id]) => id)
      .filter(
        (id) => /^OrderErrorsQueue[0-9A-F]{8}$/.test(id) || /CommandsCommands|Commands[0-9A-F]{8}$/.test(id),
      );
    expect(resourcesOf(rights, 'sqs:SendMessage').sort()).toEqual(queues.map((id) => `<${id}.Arn>`).sort());
    expect(
      actions(rights)
        .filter((action) => /^(lambda|sqs|dynamodb|states):/.test(action))
        .sort(),
    ).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
  });
});

describe('the functions', () => {
  const functions = ofType(resources, 'AWS::Lambda::Function');

  it('are one for each participant and operation, on Node.js 24, arm64, traced, with a log group of their own', () => {
    expect(functions).toHaveLength(participants.length + 3);
    for (const [, { Properties }] of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
      expect(text(Properties.LoggingConfig.LogGroup)).toMatch(/Logs[0-9A-F]{8}>$/);
    }
    const roles = functions.map(([, { Properties }]) => text(Properties.Role));
    expect(new Set(roles).size).toBe(functions.length);
  });

  it.each(
    participants,
  )('%s has its own table, which nobody else may read or write, and appends to the log', (name) => {
    const [, fn] = functions.find(([id]) => id.startsWith(`${pascal(name)}Function`)) as [string, Resource];
    const table = text(fn.Properties.Environment.Variables.TABLE_NAME);
    expect(table).toMatch(new RegExp(`^<${pascal(name)}LedgerTable`));
    expect(text(fn.Properties.Environment.Variables.SAGA_LOG_TABLE)).toMatch(/^<OrderLogTable/);
    expect(fn.Properties.Timeout).toBe(10);
    const arn = table.replace('>', '.Arn>');
    const users = ofType(resources, 'AWS::IAM::Policy').filter(([, policy]) =>
      JSON.stringify(policy.Properties.PolicyDocument).includes(arn.slice(1, -5)),
    );
    expect(users.map(([id]) => id)).toEqual([
      expect.stringMatching(new RegExp(`^${pascal(name)}FunctionRole`)),
      // Who keeps to the retention deletes there, and does nothing else.
      expect.stringMatching(/^OrderSweeperFunctionRole/),
      // What is published is read from the table's stream.
      ...(publishedTypes((orderSaga as SagaDefinition).records[name] ?? {}).length > 0
        ? [expect.stringMatching(/^Notices/)]
        : []),
    ]);
    expect(actions(statements('OrderSweeperFunctionRole'), arn)).toEqual(['dynamodb:DeleteItem']);
    const rights = statements(`${pascal(name)}FunctionRole`);
    expect(actions(rights, arn)).toEqual([
      'dynamodb:ConditionCheckItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ]);
  });

  it('is never allowed to delete, but the one that keeps to the retention: sagas of its own, and no counter', () => {
    for (const [id, policy] of everyPolicy) {
      if (id.startsWith('OrderSweeperFunctionRole')) continue;
      expect(JSON.stringify(policy)).not.toMatch(/DeleteItem|BatchWriteItem|dynamodb:\*/);
    }
    const deletes = statements('OrderSweeperFunctionRole').filter((statement) =>
      list(statement.Action).includes('dynamodb:DeleteItem'),
    );
    expect(deletes).toHaveLength(1 + participants.length);
    for (const { Condition, Resource } of deletes) {
      if (text(Resource).startsWith('<OrderLogTable')) expect(Condition).toBeUndefined();
      else
        expect(Condition).toEqual({
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['order/*'] },
        });
    }
  });

  it('tells the operations where everything is', () => {
    const environment = (prefix: string) =>
      named(resources, 'AWS::Lambda::Function', prefix).Properties.Environment.Variables;
    const redrive = environment('OrderRedriveFunction');
    expect(Object.keys(redrive).sort()).toEqual([
      'PARTICIPANTS',
      'QUEUE_URL',
      'SAGA_LOG_TABLE',
      'SAGA_NAME',
      'STATE_MACHINE_ARN',
      'UNWIND_MACHINE_ARN',
    ]);
    expect(Object.keys(JSON.parse(text(redrive.PARTICIPANTS)))).toEqual(participants);
    expect(Object.keys(environment('OrderSweeperFunction')).sort()).toEqual([
      'LEDGERS',
      'QUEUE_URL',
      'SAGA_LOG_TABLE',
      'SAGA_NAME',
      'STATE_MACHINE_ARN',
      'UNWIND_MACHINE_ARN',
    ]);
    expect(Object.keys(environment('OrderRequestsStart')).sort()).toEqual([
      'DEAD_LETTER_QUEUE_URL',
      'SAGA_LOG_TABLE',
      'SAGA_NAME',
      'STATE_MACHINE_ARN',
    ]);
  });
});

describe('the tables', () => {
  it('lists the sagas of the log by status and due time', () => {
    const log = named(resources, 'AWS::DynamoDB::GlobalTable', 'OrderLogTable').Properties;
    expect(log.KeySchema).toEqual([
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ]);
    expect(log.GlobalSecondaryIndexes).toMatchObject([
      {
        IndexName: 'byStatus',
        KeySchema: [
          { AttributeName: 'statusShard', KeyType: 'HASH' },
          { AttributeName: 'due', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'INCLUDE' },
      },
    ]);
  });
});

describe('the queues', () => {
  it('errors: 40 receives, one message at a time', () => {
    const queue = named(resources, 'AWS::SQS::Queue', 'OrderErrorsQueue').Properties;
    expect(queue.RedrivePolicy.maxReceiveCount).toBe(40);
    const [, mapping] = ofType(resources, 'AWS::Lambda::EventSourceMapping').find(([, { Properties }]) =>
      text(Properties.EventSourceArn).startsWith('<OrderErrorsQueue'),
    ) as [string, Resource];
    expect(mapping.Properties.BatchSize).toBe(1);
    expect(text(mapping.Properties.FunctionName)).toMatch(/^<OrderRedriveFunction/);
  });
});

describe('the rules', () => {
  it('reports executions of both machines that died, without their payloads', () => {
    const rule = named(resources, 'AWS::Events::Rule', 'OrderDeadExecutions').Properties;
    expect(rule.EventPattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        stateMachineArn: [
          { Ref: expect.stringMatching(/^OrderMachine/) },
          { Ref: expect.stringMatching(/^OrderUnwind/) },
        ],
        $or: [
          { status: ['ABORTED', 'TIMED_OUT'] },
          {
            status: ['FAILED'],
            error: [
              { 'anything-but': ['SagaCompensated', 'SagaCompensationFailed', 'SagaCompletionFailed'] },
            ],
          },
          { status: ['FAILED'], error: [{ exists: false }] },
        ],
      },
    });
    const [target] = rule.Targets;
    expect(text(target.Arn)).toMatch(/^<OrderErrorsQueue[0-9A-F]{8}\.Arn>$/);
    expect(Object.values(target.InputTransformer.InputPathsMap).sort()).toEqual([
      '$.detail.executionArn',
      '$.detail.name',
      '$.detail.startDate',
      '$.detail.stateMachineArn',
      '$.detail.status',
    ]);
  });

  it('sweeps every hour', () => {
    const rule = named(resources, 'AWS::Events::Rule', 'OrderSweeperSchedule').Properties;
    expect(rule.ScheduleExpression).toBe('rate(1 hour)');
    expect(text(rule.Targets[0].Arn)).toMatch(/^<OrderSweeperFunction/);
  });
});

describe('the template', () => {
  it('publishes what a client needs', () => {
    expect(Object.keys(outputs).sort()).toEqual(
      [
        'AlarmTopicArn',
        'EndedQueueUrl',
        'EventBusName',
        'NoticeTopicArn',
        'OperatorPolicyArn',
        'StarterPolicyArn',
        'SagaErrorsDeadLetterQueueUrl',
        'SagaErrorsQueueUrl',
        'SagaLogTable',
        'SagaName',
        'SagaRequestsDeadLetterQueueUrl',
        'SagaRequestsQueueUrl',
        'SagaStage',
        'StateMachineArn',
        'StateMachineStartArn',
        'UnwindMachineArn',
        ...participants.flatMap((name) => [
          `Participant${pascal(name)}Table`,
          `Participant${pascal(name)}Function`,
        ]),
      ].sort(),
    );
  });
});

describe('the policies for people and services outside', () => {
  const actionsOf = (name: string): string[] =>
    [
      ...new Set(
        (
          named(resources, 'AWS::IAM::ManagedPolicy', `Policies${name}`).Properties.PolicyDocument
            .Statement as Statement[]
        ).flatMap(({ Action }) => list(Action)),
      ),
    ].sort();

  it('let a starter start and look', () => {
    expect(actionsOf('Starter')).toEqual([
      'cloudformation:DescribeStacks',
      'cloudformation:ListStacks',
      'dynamodb:GetItem',
      'dynamodb:Query',
      'sqs:SendMessage',
      'states:DescribeExecution',
      'states:GetExecutionHistory',
      'states:StartExecution',
    ]);
  });

  it('let an operator do what is left, and nothing that changes code or deletes records but versions nobody needs', () => {
    expect(actionsOf('Operator')).toEqual([
      'cloudformation:DescribeStacks',
      'cloudformation:ListStackResources',
      'cloudformation:ListStacks',
      'dynamodb:ConditionCheckItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:UpdateItem',
      'lambda:DeleteFunction',
      'lambda:ListVersionsByFunction',
      'sqs:ChangeMessageVisibility',
      'sqs:DeleteMessage',
      'sqs:ReceiveMessage',
      'sqs:SendMessage',
      'states:DeleteStateMachineVersion',
      'states:DescribeExecution',
      'states:DescribeStateMachine',
      'states:DescribeStateMachineAlias',
      'states:DescribeStateMachineForExecution',
      'states:GetExecutionHistory',
      'states:ListExecutions',
      'states:ListStateMachineVersions',
      'states:StartExecution',
      'states:StopExecution',
    ]);
  });

  it("let an operator look through the participants' tables, and through nothing else", () => {
    const policy = named(resources, 'AWS::IAM::ManagedPolicy', 'PoliciesOperator').Properties.PolicyDocument;
    const scanned = resourcesOf(policy.Statement as Statement[], 'dynamodb:Scan');
    expect(scanned).toHaveLength(participants.length);
    for (const table of scanned) expect(table).toMatch(/^<(\w+)Table\w*\.Arn>$/);
    expect(scanned.map((table) => /^<([A-Z][a-z]+)/.exec(table)?.[1]).sort()).toEqual(
      participants.map(pascal).sort(),
    );
  });
});

interface Statement {
  readonly Condition?: unknown;
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const statements = (role: string): readonly Statement[] =>
  ofType(resources, 'AWS::IAM::Policy')
    .filter(([id]) => id.startsWith(`${role}DefaultPolicy`))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement as Statement[]);

const actions = (rights: readonly Statement[], resource?: string): string[] =>
  rights
    .filter((right) => resource === undefined || list(right.Resource).map(text).includes(resource))
    .flatMap((right) => list(right.Action));

const resourcesOf = (rights: readonly Statement[], action: string): string[] =>
  rights
    .filter((right) => list(right.Action).includes(action))
    .flatMap((right) => list(right.Resource).map(text));
