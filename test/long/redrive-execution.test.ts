import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { JumpingClock } from '../../lib/engine';
import { type EmbeddedStack, startStack } from '../../lib/local';
import { clientsOf } from '../local/fixtures/clients';

const roleArn = 'arn:aws:iam::000000000000:role/machines';
const dataDir = mkdtempSync(join(tmpdir(), 'redrive-'));
let clock: JumpingClock;
let stack: EmbeddedStack;
let sfn: ReturnType<typeof clientsOf>['states'];

const up = async (): Promise<void> => {
  clock = new JumpingClock();
  stack = await startStack({ dataDir, clock });
  sfn = clientsOf(stack).states;
};
const down = async (): Promise<void> => {
  sfn.destroy();
  await stack.stop();
};
beforeAll(up);
afterAll(async () => {
  await down();
  rmSync(dataDir, { recursive: true });
});

const create = async (name: string, definition: object): Promise<string> => {
  const input = { name, definition: JSON.stringify(definition), roleArn };
  return (await sfn.send(new CreateStateMachineCommand(input))).stateMachineArn as string;
};
const start = async (stateMachineArn: string, input: unknown, name?: string): Promise<string> => {
  const request = { stateMachineArn, input: JSON.stringify(input), ...(name ? { name } : {}) };
  return (await sfn.send(new StartExecutionCommand(request))).executionArn as string;
};
const describe_ = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }));
const redrive = (executionArn: string, clientToken?: string) =>
  sfn.send(new RedriveExecutionCommand({ executionArn, ...(clientToken ? { clientToken } : {}) }));
/** What happens while the time stands still. */
const held = async <T>(work: () => Promise<T>): Promise<T> => {
  const release = clock.hold();
  try {
    return await work();
  } finally {
    release();
  }
};
const typesOf = async (executionArn: string): Promise<readonly string[]> => {
  const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events.map(({ type }) => String(type));
};

/** Fails unless its input asks for nothing; a wait keeps it open. */
const failing = {
  StartAt: 'Wait',
  States: {
    Wait: { Type: 'Wait', Seconds: 60, Next: 'Fail' },
    Fail: { Type: 'Fail', Error: 'Probe', Cause: 'on purpose' },
  },
};

const distributed = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 1,
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Pause',
        States: {
          Pause: { Type: 'Wait', SecondsPath: '$.wait', Next: 'Kind' },
          Kind: {
            Type: 'Choice',
            Choices: [{ Variable: '$.bad', BooleanEquals: true, Next: 'Refused' }],
            Default: 'Fine',
          },
          Refused: { Type: 'Fail', Error: 'Bad' },
          Fine: { Type: 'Pass', End: true },
        },
      },
      End: true,
    },
  },
};

test('an execution is described, listed and told of by what became of it', async () => {
  const machine = await create('once', failing);
  const running = {
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
  };
  const arn = await held(async () => {
    const started = await start(machine, {});
    expect(await describe_(started)).toMatchObject({ status: 'RUNNING', redriveCount: 0, ...running });
    await expect(redrive(started)).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message: `Execution ${started} invalid for redrive as: ${running.redriveStatusReason}`,
    });
    return started;
  });
  await stack.idle();
  const failed = await describe_(arn);
  expect(failed).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE', redriveCount: 0 });
  expect(failed).not.toHaveProperty('redriveDate');

  const { redriveDate } = await redrive(arn, 'token');
  expect((await redrive(arn, 'token')).redriveDate).toEqual(redriveDate);
  await stack.idle();
  expect((await redrive(arn, 'token')).redriveDate).toEqual(redriveDate);
  expect(await describe_(arn)).toMatchObject({ status: 'FAILED', redriveCount: 1, redriveDate });
  expect((await typesOf(arn)).slice(-2)).toEqual(['ExecutionRedriven', 'ExecutionFailed']);

  const other = await start(machine, {});
  const list = async (redriveFilter: 'REDRIVEN' | 'NOT_REDRIVEN') =>
    (await sfn.send(new ListExecutionsCommand({ stateMachineArn: machine, redriveFilter }))).executions;
  expect(await list('REDRIVEN')).toEqual([
    expect.objectContaining({ executionArn: arn, redriveCount: 1, redriveDate }),
  ]);
  expect(await list('NOT_REDRIVEN')).toEqual([expect.objectContaining({ executionArn: other })]);
  await sfn.send(new StopExecutionCommand({ executionArn: other }));
});

test('what cannot be redriven is refused by name', async () => {
  const missing = 'arn:aws:states:us-east-1:000000000000:execution:once:missing';
  await expect(redrive(missing)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  const express = 'arn:aws:states:us-east-1:000000000000:express:once:x:00000000-0000-4000-8000-000000000000';
  await expect(redrive(express)).rejects.toMatchObject({
    name: 'InvalidArn',
    message: "Invalid Arn: 'Resource type not valid in this context: express'",
  });
  const arn = await start(await create('late', failing), {});
  await stack.idle();
  const Wait = { Type: 'Wait', Seconds: 14 * 24 * 3600 + 1, End: true };
  await start(await create('two-weeks', { StartAt: 'Wait', States: { Wait } }), {});
  await stack.idle();
  await expect(redrive(arn)).rejects.toThrow('Execution redrivable period exceeded');
});

test('an execution of an earlier run of the stack is redriven', async () => {
  const arn = await held(async () => {
    const started = await start(await create('kept', failing), { a: 1 }, 'kept');
    await sfn.send(new StopExecutionCommand({ executionArn: started, error: 'Stopped' }));
    return started;
  });
  await down();
  await up();
  clock.hold();
  await redrive(arn);
  expect((await describe_(arn)).status).toBe('RUNNING');
  await down();
  await up();
  // It was under way when the stack went down; the redrive before counts.
  expect(await describe_(arn)).toMatchObject({ status: 'ABORTED', redriveCount: 1 });
  await redrive(arn);
  await stack.idle();
  expect(await describe_(arn)).toMatchObject({ status: 'FAILED', error: 'Probe', redriveCount: 2 });
  expect(await typesOf(arn)).toEqual([
    ...['ExecutionStarted', 'WaitStateEntered', 'ExecutionAborted'],
    ...['ExecutionRedriven', 'ExecutionAborted'],
    ...['ExecutionRedriven', 'WaitStateExited', 'FailStateEntered', 'ExecutionFailed'],
  ]);
});

test('a Map run is listed, described, changed and redriven, also by a later run of the stack', async () => {
  const machine = await create('spread', distributed);
  const release = clock.hold();
  const good = { wait: 60, bad: false };
  const executionArn = await start(machine, {
    items: [good, { wait: 60, bad: true }, { ...good, wait: 90 }],
  });
  const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  const mapRunArn = mapRuns[0]?.mapRunArn as string;
  expect(mapRunArn).toMatch(/:mapRun:spread\/Each:[0-9a-f-]{36}$/);
  const described = () => sfn.send(new DescribeMapRunCommand({ mapRunArn }));
  expect(await described()).toMatchObject({
    ...{ executionArn, status: 'RUNNING', maxConcurrency: 1, toleratedFailureCount: 0 },
    executionCounts: { pending: 2, running: 1, succeeded: 0, failed: 0, total: 3 },
  });
  await sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 2 }));
  expect((await described()).maxConcurrency).toBe(2);
  release();
  await stack.idle();
  expect(await describe_(executionArn)).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  expect(await described()).toMatchObject({
    status: 'FAILED',
    executionCounts: { pending: 0, succeeded: 1, failed: 1, aborted: 1, total: 3 },
  });
  const children = async (statusFilter: 'FAILED' | 'SUCCEEDED') =>
    (await sfn.send(new ListExecutionsCommand({ mapRunArn, statusFilter }))).executions ?? [];
  const [failed] = await children('FAILED');
  expect(failed).toMatchObject({ mapRunArn, itemCount: 1, redriveCount: 0 });
  expect(await describe_(failed?.executionArn ?? '')).toMatchObject({
    ...{ input: '{"wait":60,"bad":true}', error: 'Bad', mapRunArn, redriveStatus: 'REDRIVABLE_BY_MAP_RUN' },
  });
  const own = { executionArn: failed?.executionArn };
  const definition = await sfn.send(new DescribeStateMachineForExecutionCommand(own));
  expect(definition).toMatchObject({ name: 'spread', label: 'Each', mapRunArn });
  expect(Object.keys(JSON.parse(definition.definition as string))).toEqual(['StartAt', 'States']);

  await down();
  await up();
  await sfn.send(new UpdateMapRunCommand({ mapRunArn, toleratedFailureCount: 1 }));
  await redrive(executionArn);
  await stack.idle();
  expect(await describe_(executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(await described()).toMatchObject({
    ...{ status: 'SUCCEEDED', redriveCount: 1, toleratedFailureCount: 1 },
    executionCounts: { succeeded: 2, failed: 1, total: 3 },
  });
  expect(await typesOf(executionArn)).toEqual([
    ...['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'MapRunStarted', 'MapRunFailed'],
    ...['MapStateFailed', 'ExecutionFailed', 'ExecutionRedriven', 'MapRunRedriven', 'MapRunSucceeded'],
    ...['MapStateSucceeded', 'MapStateExited', 'ExecutionSucceeded'],
  ]);
  expect((await children('SUCCEEDED')).map(({ redriveCount }) => redriveCount).toSorted()).toEqual([0, 1]);
  expect((await described()).executionCounts).toMatchObject({ failuresNotRedrivable: 0, pendingRedrive: 0 });
});
