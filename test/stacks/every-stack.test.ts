import { walk } from '../../lib/asl';
import { participantNames, type SagaDefinition, stateName } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import {
  asl,
  cycleIn,
  list,
  named,
  ofType,
  type Resource,
  type Resources,
  STACKS,
  templateOf,
  text,
} from './stack-template';

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

interface Trust {
  readonly Effect: string;
  readonly Principal?: unknown;
}

const policiesIn = (resources: Resources) => [
  ...ofType(resources, 'AWS::IAM::Policy'),
  ...ofType(resources, 'AWS::IAM::ManagedPolicy'),
];

/** Every `*` in a policy, with why AWS or the design allows no less. */
const WILDCARDS: readonly { readonly matches: RegExp; readonly actions: RegExp; readonly why: string }[] = [
  {
    matches: /^\*$/,
    actions: /^logs:(\w*LogDeliver(y|ies)|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
    why: 'vended log delivery has no resources',
  },
  {
    matches: /^\*$/,
    actions: /^xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets)$/,
    why: 'X-Ray has no resources',
  },
  {
    matches: /^<\w+Function\w+\.Arn>:\*$/,
    actions: /^lambda:InvokeFunction$/,
    why: 'any version of exactly this function: executions in flight keep theirs',
  },
  {
    matches: /:execution:<\w+\.Name>:\*$/,
    actions:
      /^states:(DescribeExecution|DescribeStateMachineForExecution|GetExecutionHistory|StopExecution)$/,
    why: 'executions of exactly this machine: their names are the saga ids',
  },
  {
    matches: /:stack\/\*$/,
    actions: /^cloudformation:(DescribeStacks|ListStacks|ListStackResources)$/,
    why: 'a stack is looked for among all of them, those that are gone too',
  },
  {
    matches: /^<\w+Function\w+\.Arn>:\*$/,
    actions: /^lambda:DeleteFunction$/,
    why: 'versions of exactly this function, and never the function',
  },
];

describe.each(STACKS)('%s', (stack, prefix) => {
  const definition = Object.values(sagas).find(({ name }) => stateName(name) === prefix) as SagaDefinition;
  const { Resources: resources } = templateOf(stack);
  const tables = ofType(resources, 'AWS::DynamoDB::GlobalTable');

  it.each([{}, { stage: 'prod' }, { key: 'true' }])('has no cycle (%j)', (context) => {
    const { Resources: all } = templateOf(stack, context);
    expect(Object.keys(all).length).toBeGreaterThan(50);
    expect(cycleIn(all)).toBeUndefined();
  });

  it.each([
    {},
    { stage: 'prod' },
    { key: 'true' },
  ])('has no wildcard in IAM but those listed with their reason (%j)', (context) => {
    const used = new Set<string>();
    for (const [id, policy] of policiesIn(templateOf(stack, context).Resources)) {
      for (const statement of policy.Properties.PolicyDocument.Statement as Statement[]) {
        for (const action of list(statement.Action)) {
          expect(action).not.toContain('*');
          for (const resource of list(statement.Resource)
            .map(text)
            .filter((arn) => arn.includes('*'))) {
            const allowed = WILDCARDS.find(
              ({ matches, actions }) => matches.test(resource) && actions.test(action),
            );
            if (!allowed) throw new Error(`${id}: ${action} on ${resource} is not in the list`);
            used.add(allowed.why);
          }
        }
      }
    }
    expect([...used].sort()).toEqual(WILDCARDS.map(({ why }) => why).sort());
  });

  it.each([
    {},
    { stage: 'prod' },
    { key: 'true' },
  ])('lets nobody in whom it does not name (%j)', (context) => {
    const policies = Object.entries(templateOf(stack, context).Resources).flatMap(([id, { Properties }]) =>
      [Properties?.PolicyDocument, Properties?.KeyPolicy, Properties?.AssumeRolePolicyDocument]
        .filter((document) => document !== undefined)
        .flatMap((document) => (document.Statement as Trust[]).map((statement) => ({ id, ...statement }))),
    );
    const open = policies.filter(
      ({ Effect, Principal }) => Effect === 'Allow' && /"\*"/.test(JSON.stringify(Principal ?? {})),
    );
    expect(policies.length).toBeGreaterThan(30);
    expect(open.map(({ id }) => id)).toEqual([]);
  });

  it('pins in its state machine the published version of every function that it invokes', () => {
    const machine = named(resources, 'AWS::StepFunctions::StateMachine', `${prefix}Machine`);
    const invoked = [...walk(asl(machine))].flatMap(({ state }) =>
      state.Type === 'Task' && state.Resource === 'arn:aws:states:::lambda:invoke'
        ? [(state.Arguments as { readonly FunctionName: string }).FunctionName]
        : [],
    );
    expect(invoked.length).toBeGreaterThan(8);
    for (const name of invoked) {
      const version = resources[name.slice(1, -1)];
      expect([name, version?.Type]).toEqual([name, 'AWS::Lambda::Version']);
      expect(version).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(resources[text(version?.Properties.FunctionName).slice(1, -1)]?.Type).toBe(
        'AWS::Lambda::Function',
      );
    }
  });

  it.each([
    ['dev', 7, 'Delete'],
    ['prod', 90, 'RetainExceptOnCreate'],
  ])('in stage %s: logs are kept %d days, deletion policy %s; every function and machine has its own', (stage, days, policy) => {
    const staged = templateOf(stack, { stage }).Resources;
    const groups = ofType(staged, 'AWS::Logs::LogGroup');
    const machines = ofType(staged, 'AWS::StepFunctions::StateMachine');
    const used = [
      ...ofType(staged, 'AWS::Lambda::Function').map(([, one]) =>
        text(one.Properties.LoggingConfig.LogGroup),
      ),
      ...machines.map(([, { Properties }]) =>
        text(Properties.LoggingConfiguration.Destinations[0].CloudWatchLogsLogGroup.LogGroupArn).replace(
          '.Arn>',
          '>',
        ),
      ),
    ];
    expect(new Set(used).size).toBe(used.length);
    expect(groups.map(([id]) => `<${id}>`)).toEqual(expect.arrayContaining(used));
    for (const [, group] of groups) {
      expect(group.Properties.RetentionInDays).toBe(days);
      expect(group.DeletionPolicy).toBe(policy);
    }
    for (const [, { Properties }] of machines)
      expect(Properties.LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
  });

  it('keeps nothing secret in an environment: names, URLs and numbers', () => {
    const names = ofType(resources, 'AWS::Lambda::Function').flatMap(([, { Properties }]) =>
      Object.keys(Properties.Environment?.Variables ?? {}),
    );
    expect(
      [...new Set(names)].filter((name) => /SECRET|PASSWORD|TOKEN|CREDENTIAL|API_?KEY/i.test(name)),
    ).toEqual([]);
    expect(names.length).toBeGreaterThan(10);
  });

  it('is tagged with its saga, everything that bills', () => {
    for (const type of ['AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::StepFunctions::StateMachine'])
      for (const [, { Properties }] of ofType(resources, type))
        expect(Properties.Tags).toContainEqual({ Key: 'saga', Value: definition.name });
    for (const [, { Properties }] of tables)
      for (const { Tags } of Properties.Replicas)
        expect(Tags).toContainEqual({ Key: 'saga', Value: definition.name });
  });

  describe('the tables', () => {
    it('are on demand, encrypted, restorable to any point in time, and let nothing expire', () => {
      expect(tables.length).toBeGreaterThan(participantNames(definition).length);
      for (const [, { Properties }] of tables) {
        expect(Properties.BillingMode).toBe('PAY_PER_REQUEST');
        // By a key that DynamoDB owns: requests to one that AWS only manages are billed.
        expect(Properties.SSESpecification).toEqual({ SSEEnabled: false });
        // A saga may be cancelled or redriven months later: what goes is taken away by who has looked at the log.
        expect(Properties).not.toHaveProperty('TimeToLiveSpecification');
        for (const replica of Properties.Replicas)
          expect(replica.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
      }
    });

    it.each([
      ['dev', 'Delete', false],
      ['prod', 'Retain', true],
    ])('in stage %s: deletion policy %s, deletion protection %s', (stage, policy, protection) => {
      const staged = templateOf(stack, { stage }).Resources;
      for (const [, table] of ofType(staged, 'AWS::DynamoDB::GlobalTable')) {
        expect(table.DeletionPolicy).toBe(policy);
        for (const replica of table.Properties.Replicas)
          expect(replica.DeletionProtectionEnabled).toBe(protection);
      }
    });
  });

  describe('the queues', () => {
    const queues = ofType(resources, 'AWS::SQS::Queue');
    const deadLetters = new Set([
      ...queues.flatMap(([, { Properties }]) =>
        Properties.RedrivePolicy ? [text(Properties.RedrivePolicy.deadLetterTargetArn)] : [],
      ),
      ...ofType(resources, 'AWS::Pipes::Pipe').map(([, { Properties }]) =>
        text(Properties.SourceParameters.DynamoDBStreamParameters.DeadLetterConfig.Arn),
      ),
    ]);

    it('have each a dead-letter queue behind them, unless they are one', () => {
      for (const [id, { Properties }] of queues) {
        if (deadLetters.has(`<${id}.Arn>`)) expect(Properties.RedrivePolicy).toBeUndefined();
        else expect(Properties.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(10);
      }
    });

    it('speak TLS only, and are encrypted', () => {
      const closed = ofType(resources, 'AWS::SQS::QueuePolicy').flatMap(([, { Properties }]) =>
        (Properties.PolicyDocument.Statement as { Effect: string; Condition?: unknown }[]).some(
          ({ Effect, Condition }) =>
            Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
        )
          ? list(Properties.Queues).map(text)
          : [],
      );
      expect(closed.sort()).toEqual(queues.map(([id]) => `<${id}>`).sort());
      for (const [, { Properties }] of queues) expect(Properties.SqsManagedSseEnabled).toBe(true);
    });

    it('are consumed with bounded concurrency, partial batch responses, and time enough', () => {
      const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping');
      expect(mappings.length).toBeGreaterThanOrEqual(2);
      for (const [, { Properties }] of mappings) {
        expect(Properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
        expect(Properties.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
        const queue = resources[text(Properties.EventSourceArn).slice(1, -5)] as Resource;
        const consumer = resources[text(Properties.FunctionName).slice(1, -1)] as Resource;
        expect(queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * consumer.Properties.Timeout);
      }
    });
  });
});

it('a cycle would be found', () => {
  const ref = (id: string) => ({ Type: 'T', Properties: { other: { Ref: id } } });
  const attribute = { Type: 'T', Properties: { other: [{ 'Fn::GetAtt': ['a', 'Arn'] }] } };
  expect(cycleIn({ a: ref('b'), b: { Type: 'T', Properties: {}, DependsOn: ['c'] }, c: attribute })).toBe(
    'a → b → c → a',
  );
});
