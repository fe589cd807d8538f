import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { App, CfnOutput, CfnResource, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { zipSync } from 'fflate';
import { JumpingClock } from '../../lib/engine';
import { type EmbeddedStack, type ExecutionRecord, startStack } from '../../lib/local';
import { runWith } from '../cli/test-host';

const folder = mkdtempSync(join(tmpdir(), 'app-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
};

const HANDLER = (what: string): string =>
  `exports.handler = async (event) => ({ ...event, by: '${what}', bucket: process.env.BUCKET });`;

const NODE = { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler' };

/** A machine out of CDK's own constructs, over what runs here. */
const workflow = (stack: Stack, parts: Parts): sfn.StateMachine => {
  const { inline, zipped, table, topic, fromFile } = parts;
  const invoke = (id: string, lambdaFunction: lambda.IFunction): tasks.LambdaInvoke =>
    new tasks.LambdaInvoke(stack, id, { lambdaFunction, payloadResponseOnly: true });
  const put = new tasks.DynamoPutItem(stack, 'Put', {
    table,
    item: { id: tasks.DynamoAttributeValue.fromString(sfn.JsonPath.stringAt('$.id')) },
    resultPath: sfn.JsonPath.DISCARD,
  });
  const publish = new tasks.SnsPublish(stack, 'Publish', {
    topic,
    message: sfn.TaskInput.fromJsonPathAt('$.id'),
    resultPath: sfn.JsonPath.DISCARD,
  });
  const nested = new tasks.StepFunctionsStartExecution(stack, 'Nested', {
    stateMachine: fromFile,
    integrationPattern: sfn.IntegrationPattern.RUN_JOB,
    resultSelector: { 'nested.$': '$.Output.said' },
  });
  const both = new sfn.Parallel(stack, 'Both', { resultSelector: { 'by.$': '$[*].by' } })
    .branch(invoke('Inline', inline))
    .branch(invoke('Zipped', zipped));
  const each = new sfn.Map(stack, 'Each', {
    itemsPath: '$.items',
    resultPath: sfn.JsonPath.DISCARD,
  }).itemProcessor(put.next(publish));
  return new sfn.StateMachine(stack, 'Workflow', {
    definitionBody: sfn.DefinitionBody.fromChainable(each.next(both).next(nested)),
    tracingEnabled: true,
  });
};

interface Parts {
  readonly inline: lambda.IFunction;
  readonly zipped: lambda.IFunction;
  readonly table: dynamodb.Table;
  readonly topic: sns.ITopic;
  readonly fromFile: sfn.StateMachine;
}

/** Two stacks of somebody else's, with things in them that do not run here. */
const synthesize = (): string => {
  const app = new App({ outdir: join(folder, 'cdk.out') });
  const data = new Stack(app, 'Data');
  const table = new dynamodb.Table(data, 'Table', {
    partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
    stream: dynamodb.StreamViewType.NEW_IMAGE,
  });
  const bucket = new s3.Bucket(data, 'Bucket', {
    autoDeleteObjects: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const stack = new Stack(app, 'Work');
  const inline = new lambda.Function(stack, 'InlineFn', {
    ...NODE,
    code: lambda.Code.fromInline(HANDLER('inline')),
    environment: { BUCKET: bucket.bucketName },
  });
  bucket.grantRead(inline);
  const zipped = new lambda.Function(stack, 'ZippedFn', {
    ...NODE,
    handler: 'src/app.handler',
    code: lambda.Code.fromAsset(
      file('code.zip', zipSync({ 'src/app.js': new TextEncoder().encode(HANDLER('zipped')) })),
    ),
  });
  file(
    'code/lib/deep/main.cjs',
    HANDLER('folder').replace('async (event) => (', '(event, context, callback) => callback(null, '),
  );
  const inFolder = new lambda.Function(stack, 'FolderFn', {
    ...NODE,
    handler: 'lib/deep/main.handler',
    code: lambda.Code.fromAsset(join(folder, 'code')),
  });
  new lambda.Function(stack, 'Snake', {
    runtime: lambda.Runtime.PYTHON_3_13,
    handler: 'index.handler',
    code: lambda.Code.fromInline('def handler(event, context): return 1'),
  });
  const inner = new NestedStack(stack, 'Inner');
  const deadLetters = new sqs.Queue(inner, 'InnerQueue');
  const inbox = new sqs.Queue(stack, 'Inbox', {
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 3 },
  });
  new sqs.Queue(stack, 'Ordered', { fifo: true });
  const topic = new sns.Topic(stack, 'Topic');
  topic.addSubscription(new subscriptions.SqsSubscription(inbox, { rawMessageDelivery: true }));
  topic.addSubscription(new subscriptions.EmailSubscription('somebody@example.com'));
  inline.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['dynamodb:Scan'],
      resources: ['*'],
      conditions: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    }),
  );
  inline.role?.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonRoute53FullAccess'));
  new CfnResource(stack, 'Zone', { type: 'AWS::Route53::HostedZone', properties: { Name: 'example.com' } });
  const innerInbox = new sqs.Queue(inner, 'InnerInbox');
  innerInbox.grantSendMessages(new iam.ServicePrincipal('sns.amazonaws.com'));
  new sns.Subscription(inner, 'InnerTold', {
    topic,
    protocol: sns.SubscriptionProtocol.SQS,
    endpoint: innerInbox.queueArn,
  });
  const fromFile = new sfn.StateMachine(stack, 'FromFile', {
    definitionBody: sfn.DefinitionBody.fromFile(
      file(
        'machine.asl.json',
        JSON.stringify({
          StartAt: 'Say',
          States: {
            Say: {
              Type: 'Task',
              Resource: '${FunctionArn}',
              ResultSelector: { 'said.$': '$.by' },
              End: true,
            },
          },
        }),
      ),
    ),
    definitionSubstitutions: { FunctionArn: inFolder.functionArn },
  });
  inFolder.grantInvoke(fromFile);
  const machine = workflow(stack, { inline, zipped, table, topic, fromFile });
  new CfnOutput(stack, 'Machine', { value: machine.stateMachineArn });
  new CfnOutput(stack, 'Queue', { value: inbox.queueName });
  new CfnOutput(stack, 'InnerQueue', { value: deadLetters.queueArn });
  new CfnOutput(data, 'TableName', { value: table.tableName });
  new CfnOutput(data, 'Stream', { value: String(table.tableStreamArn) });
  return app.synth().directory;
};

let assembly: string;
beforeAll(() => {
  assembly = synthesize();
});

const open: EmbeddedStack[] = [];
afterEach(async () => {
  for (const stack of open.splice(0)) await stack.stop();
});

const up = async (): Promise<EmbeddedStack> => {
  const stack = await startStack({ assembly, beyond: 'told', clock: new JumpingClock() });
  open.push(stack);
  return stack;
};

const run = async (stack: EmbeddedStack): Promise<ExecutionRecord> => {
  const client = new SFNClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({
      stateMachineArn: String(stack.outputs.Work?.Machine),
      input: JSON.stringify({ items: [{ id: 'a' }, { id: 'b' }] }),
    }),
  );
  client.destroy();
  await stack.idle();
  return stack.execution(executionArn);
};

test('an app that is not known here runs, under its own policies', async () => {
  const stack = await up();
  const { end } = await run(stack);
  expect(end).toMatchObject({ status: 'SUCCEEDED', output: '{"nested":"folder"}' });
  expect(stack.denials()).toEqual([]);
  const inner = stack.queues.filter((name) => name.includes('Inner'));
  expect(inner).toHaveLength(2);
  expect(inner.some((name) => stack.outputs.Work?.InnerQueue?.endsWith(name))).toBe(true);
  expect(inner.flatMap((name) => stack.messages(name))).toHaveLength(2);
  expect(await stack.items(String(stack.outputs.Data?.TableName))).toHaveLength(2);
  expect(stack.messages(String(stack.outputs.Work?.Queue)).map(({ body }) => body)).toEqual(['a', 'b']);
});

test('what it holds beyond is told: types that do not run, and policies that are not understood', async () => {
  const stack = await up();
  const types = Object.fromEntries(stack.notRun.map(({ type, count }) => [type, count]));
  expect(types).toMatchObject({
    'AWS::Lambda::Function (python3.13)': 1,
    'AWS::Route53::HostedZone': 1,
    'AWS::SQS::Queue (FIFO)': 1,
    'Custom::S3AutoDeleteObjects': 1,
  });
  expect(stack.notes).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^Work\/InlineFn.*the condition operator IpAddress is not supported here: it allows nothing here$/,
      ),
      expect.stringMatching(/AmazonRoute53FullAccess is not known here: it allows nothing here$/),
    ]),
  );
});

test('where nothing is told, it is refused in one line', async () => {
  await expect(startStack({ assembly })).rejects.toThrow(/condition operator IpAddress is not supported/);
});

test('saga local --app brings it up, and says what it does not run', async () => {
  const interrupted = async (): Promise<void> => undefined;
  const plain = await runWith(['local', '--app', 'cdk.out'], { cwd: folder, interrupted });
  expect([plain.code, plain.stderr]).toEqual([0, '']);
  expect(plain.stdout).toMatch(/not run here \(they have names, and do nothing\): .*Route53::HostedZone ×1/);
  expect(plain.stdout).toMatch(
    /not evaluated here and so denied \(or --iam off\):\n(?: {2}.*\n)* {2}Work\/InlineFn.*IpAddress is not supported here: it allows nothing here\n/,
  );
  const json = await runWith(['local', '--app', 'cdk.out', '--json'], { cwd: folder, interrupted });
  expect(JSON.parse(json.stdout)).toMatchObject({
    notRun: expect.arrayContaining([{ type: 'AWS::Route53::HostedZone', count: 1 }]),
    notes: expect.arrayContaining([expect.stringContaining('IpAddress')]),
  });
  const off = await runWith(['local', '--app', 'cdk.out', '--iam', 'off'], { cwd: folder, interrupted });
  expect([off.code, off.stdout.includes('not evaluated')]).toEqual([0, false]);
});

test('saga local tells what is wrong with its options', async () => {
  const told = async (...options: string[]): Promise<string> =>
    (await runWith(['local', ...options], { cwd: folder })).stderr;
  expect(await told('--app', '.')).toMatch(
    /is no cloud assembly: it has no manifest\.json; run "npx cdk synth" first/,
  );
  expect(await told('--iam', 'on')).toBe("saga: --iam 'on': use off, or leave it out\n");
  expect(await told('--app', 'cdk.out', '--mock', 'none.json')).toBe(
    "saga: file 'none.json' does not exist\n",
  );
  file('mock.json', '{');
  expect(await told('--app', 'cdk.out', '--mock', 'mock.json')).toMatch(
    /^saga: the mock file: it is not JSON/,
  );
  expect(await told('--app', 'cdk.out', '--s3', 'mock.json')).toMatch(
    /^saga: --s3 '.*mock\.json' cannot be used: EEXIST; give a folder\n$/,
  );
  file('bare/manifest.json', '{}');
  expect(await told('--app', 'bare')).toMatch(
    /^saga: .*bare holds no stack: run "npx cdk synth" in the app's own folder\n$/,
  );
  file('cut/manifest.json', '{ "artifacts": ');
  expect(await told('--app', 'cut')).toMatch(
    /^saga: .*manifest\.json cannot be read \(.*\): run "npx cdk synth" again\n$/,
  );
  const artifact = { type: 'aws:cloudformation:stack', properties: { templateFile: 'gone.json' } };
  file('less/manifest.json', JSON.stringify({ artifacts: { Gone: artifact } }));
  expect(await told('--app', 'less')).toMatch(
    /^saga: .*gone\.json cannot be read \(ENOENT\): run "npx cdk synth" again\n$/,
  );
});
