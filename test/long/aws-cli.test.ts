import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { flatSteps } from '../../lib/saga';
import { Deployed, exampleOf, root } from '../operations/support/deployed';

const PACKAGE = 'awscli==1.46.3';
const venv = join(root, '.venv', 'awscli');
const folder = mkdtempSync(join(tmpdir(), 'aws-cli-'));

let deployed: Deployed;

beforeAll(async () => {
  if (!existsSync(join(venv, 'bin', 'aws'))) {
    execFileSync('python3', ['-m', 'venv', venv]);
    execFileSync(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', PACKAGE], {
      // Under a shifted clock too: a registry's certificate is not valid on any day.
      env: { ...process.env, LD_PRELOAD: '' },
    });
  }
  deployed = await Deployed.open();
  deployed.setSchedules(false);
});
afterAll(async () => {
  await deployed.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The AWS CLI as it is: only the endpoint is given to it. */
const aws = async (...argv: readonly string[]) => {
  const { stdout } = await promisify(execFile)(
    join(venv, 'bin', 'aws'),
    ['--endpoint-url', deployed.stack.endpoint, '--output', 'json', ...argv],
    {
      env: { PATH: process.env.PATH, HOME: folder, ...deployed.stack.clientEnvironment },
      maxBuffer: 10_000_000,
    },
  );
  // biome-ignore lint/suspicious/noExplicitAny: what the AWS CLI prints is what the test looks at
  return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as any;
};

const inputFile = (): string => {
  const file = join(folder, 'input.json');
  writeFileSync(file, JSON.stringify(exampleOf('order')));
  return `file://${file}`;
};

test('start, describe, history, list', async () => {
  const { resources } = deployed.saga('order');
  const { executionArn } = await aws(
    ...['stepfunctions', 'start-execution', '--state-machine-arn', resources.startArn],
    ...['--name', 'by-aws-cli', '--input', inputFile()],
  );
  await deployed.stack.idle();
  const execution = ['--execution-arn', executionArn];
  expect(await aws('stepfunctions', 'describe-execution', ...execution)).toMatchObject({
    name: 'by-aws-cli',
    status: 'SUCCEEDED',
    startDate: expect.anything(),
  });
  const { events } = await aws('stepfunctions', 'get-execution-history', ...execution);
  const types = events.map(({ type }: { type: string }) => type);
  expect([types[0], types[types.length - 1]]).toEqual(['ExecutionStarted', 'ExecutionSucceeded']);
  expect(types.filter((type: string) => type === 'TaskStateEntered')).toHaveLength(
    flatSteps(deployed.saga('order').definition).length,
  );
  const { executions } = await aws(
    ...['stepfunctions', 'list-executions', '--state-machine-arn', resources.stateMachineArn],
    ...['--status-filter', 'SUCCEEDED'],
  );
  expect(executions).toContainEqual(expect.objectContaining({ name: 'by-aws-cli', status: 'SUCCEEDED' }));
  const { stateMachines } = await aws('stepfunctions', 'list-state-machines');
  expect(stateMachines).toHaveLength(4);
});

test('stop; the saga is undone by what the stack does about it', async () => {
  const { resources } = deployed.saga('order');
  deployed.stack.addFault({ command: 'process-payment', kind: 'timeout', sagaId: 'stopped-by-aws-cli' });
  const release = deployed.clock.hold();
  const { executionArn } = await aws(
    ...['stepfunctions', 'start-execution', '--state-machine-arn', resources.startArn],
    ...['--name', 'stopped-by-aws-cli', '--input', inputFile()],
  );
  await deployed.hit({ command: 'process-payment', sagaId: 'stopped-by-aws-cli' });
  await aws(
    'stepfunctions',
    'stop-execution',
    '--execution-arn',
    executionArn,
    '--error',
    'ByHand',
    '--cause',
    'test',
  );
  release();
  await deployed.stack.idle();
  expect(await aws('stepfunctions', 'describe-execution', '--execution-arn', executionArn)).toMatchObject({
    status: 'ABORTED',
    error: 'ByHand',
    cause: 'test',
  });
  expect((await deployed.read('order', 'stopped-by-aws-cli')).state.status).toBe('COMPENSATED');
});

test('what DynamoDB, SQS and CloudFormation hold', async () => {
  const { resources } = deployed.saga('order');
  const { TableNames } = await aws('dynamodb', 'list-tables');
  expect(TableNames).toContain(resources.logTable);
  const { Item } = await aws(
    ...['dynamodb', 'get-item', '--table-name', resources.tableOf('payments')],
    ...['--key', '{"pk":{"S":"order/by-aws-cli/process-payment"}}'],
  );
  expect(Item.state).toEqual({ S: 'DONE' });
  const { Count } = await aws(
    ...['dynamodb', 'query', '--table-name', resources.logTable, '--key-condition-expression', 'pk = :pk'],
    ...['--expression-attribute-values', '{":pk":{"S":"order/by-aws-cli"}}'],
  );
  // The header, and for each step that it started and that it succeeded.
  expect(Count).toBe(1 + 2 * flatSteps(deployed.saga('order').definition).length);
  const { QueueUrls } = await aws('sqs', 'list-queues');
  expect(QueueUrls).toContain(resources.errorsQueueUrl);
  const { Attributes } = await aws(
    ...['sqs', 'get-queue-attributes', '--queue-url', resources.errorsQueueUrl, '--attribute-names', 'All'],
  );
  expect(Attributes).toMatchObject({
    ApproximateNumberOfMessages: '0',
    QueueArn: expect.stringContaining('arn:aws:sqs:'),
  });
  await aws(
    'sqs',
    'send-message',
    '--queue-url',
    resources.errorsDeadLetterQueueUrl,
    '--message-body',
    'by hand',
  );
  const { Messages } = await aws('sqs', 'receive-message', '--queue-url', resources.errorsDeadLetterQueueUrl);
  expect(Messages).toMatchObject([{ Body: 'by hand' }]);
  const { Stacks } = await aws('cloudformation', 'describe-stacks', '--stack-name', 'OrderSaga');
  expect(Stacks[0].Outputs).toContainEqual({ OutputKey: 'SagaName', OutputValue: 'order' });
});

test('an error is the one that AWS gives', async () => {
  await expect(
    aws(
      'stepfunctions',
      'describe-execution',
      '--execution-arn',
      `${deployed.saga('order').resources.stateMachineArn.replace(':stateMachine:', ':execution:')}:nobody`,
    ),
  ).rejects.toMatchObject({ stderr: expect.stringContaining('ExecutionDoesNotExist') });
});
