import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { startStack } from '../../lib/local';
import { clientsOf } from '../local/fixtures/clients';
import { shop } from '../local/fixtures/shop';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:shop';
const arnOf = (name: string): string => `${MACHINE.replace(':stateMachine:', ':execution:')}:${name}`;

const dataDir = mkdtempSync(join(tmpdir(), 'stack-'));
let child: ChildProcess;

const spawnStack = async (): Promise<string> => {
  child = spawn(
    process.execPath,
    ['--import', 'tsx', join(__dirname, '../local/fixtures/run-stack.ts'), dataDir],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  return new Promise((resolve) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
};

const kill = async (): Promise<void> => {
  const exited = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGKILL');
  await exited;
};

afterAll(() => child.kill('SIGKILL'));

const until = async (met: () => Promise<boolean>): Promise<void> => {
  while (!(await met())) await new Promise((resolve) => setTimeout(resolve, 20));
};

test('after SIGKILL: executions, tables and messages are there, and what was running is ABORTED and reported', async () => {
  const endpoint = await spawnStack();
  const client = new SFNClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  for (const name of ['done', 'stuck-1', 'stuck-2']) {
    await client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name, input: '{"a":1}' }));
  }
  await until(async () => {
    const done = await client.send(new DescribeExecutionCommand({ executionArn: arnOf('done') }));
    return done.status === 'SUCCEEDED';
  });
  await until(async () => {
    const histories = await Promise.all(
      ['stuck-1', 'stuck-2'].map((name) =>
        client.send(new GetExecutionHistoryCommand({ executionArn: arnOf(name) })),
      ),
    );
    return histories.every(({ events }) => events?.some(({ type }) => type === 'TaskSubmitted'));
  });
  client.destroy();
  await kill();
  appendFileSync(join(dataDir, 'executions.ndjson'), '{"t":"end","arn":"torn');

  let newest = 0;
  for (const start of [1, 2]) {
    const stack = await startStack({ templates: [shop()], dataDir });
    const { states, destroy } = clientsOf(stack);
    await stack.idle();

    const done = await states.send(new DescribeExecutionCommand({ executionArn: arnOf('done') }));
    expect(done).toMatchObject({ status: 'SUCCEEDED', input: '{"a":1}', output: '{"state":"DONE"}' });
    const history = await states.send(new GetExecutionHistoryCommand({ executionArn: arnOf('done') }));
    expect(history.events).toHaveLength(13);
    expect(history.events?.[0]?.timestamp).toBeInstanceOf(Date);

    for (const name of ['stuck-1', 'stuck-2']) {
      const stuck = await states.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }));
      expect(stuck).toMatchObject({ status: 'ABORTED', error: 'EmbeddedStack.Stopped' });
      const { events = [] } = await states.send(
        new GetExecutionHistoryCommand({ executionArn: arnOf(name) }),
      );
      // Every state that was entered is on record: whoever cleans up decides by it.
      expect(events.flatMap((event) => event.stateEnteredEventDetails?.name ?? [])).toEqual([
        'Charge',
        'Ship',
      ]);
      expect(events.at(-1)?.type).toBe('ExecutionAborted');
    }
    expect(
      stack
        .messages('ended')
        .map(({ body }) => body)
        .sort(),
    ).toEqual(['{"name":"stuck-1","status":"ABORTED"}', '{"name":"stuck-2","status":"ABORTED"}']);
    const items = await stack.items('effects');
    expect(items.map((item) => item.pk?.S)).toEqual(
      expect.arrayContaining(['done/charge', 'done/ship', 'stuck-1/charge', 'stuck-2/charge']),
    );

    await expect(
      states.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'done', input: '{"a":1}' })),
    ).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    // The simulated clock goes on from where it was.
    const before = stack.now();
    expect(before).toBeGreaterThanOrEqual(newest);
    await stack.pass(86_400_000);
    const name = `after-${start}`;
    await states.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name }));
    await stack.idle();
    const { executions } = await states.send(new ListExecutionsCommand({ stateMachineArn: MACHINE }));
    expect(executions?.[0]).toMatchObject({ name, status: 'SUCCEEDED' });
    newest = Number(executions?.[0]?.startDate);
    destroy();
    await stack.stop();
  }
});
