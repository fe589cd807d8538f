import {
  ensureUnwind,
  executionArn,
  isDead,
  memorySagaLog,
  newestUnwind,
  parseExecution,
  startOf,
  unwindName,
} from '../../lib/runtime';
import type { ExecutionStatus, ExecutionSummary } from '../../lib/saga';
import { SAGA_ID } from '../../lib/saga';
import { sagaOf } from './support/commands';
import { tripSaga } from './support/sagas';

const UNWIND = 'arn:aws:states:us-east-1:000000000000:stateMachine:Unwind';

const setUp = () => {
  const log = memorySagaLog();
  const executions = new Map<string, ExecutionSummary>();
  const starts: { readonly name: string; readonly input: string }[] = [];
  const tools = {
    log,
    unwindMachineArn: UNWIND,
    now: () => '2026-11-24T10:00:00.000Z',
    orchestrator: {
      start: async (machine: string, name: string, input: string) => {
        starts.push({ name, input });
        const arn = executionArn(machine, name);
        if (executions.has(arn)) return 'exists' as const;
        executions.set(arn, { arn, status: 'RUNNING' });
        return 'started' as const;
      },
      describe: async (arn: string) => executions.get(arn),
      stop: async () => undefined,
      statesEntered: async function* () {},
    },
  };
  const start = startOf(tripSaga, sagaOf(tripSaga));
  const events = async () => (await log.read(start.saga))?.events ?? [];
  const ensure = async () => ensureUnwind(tools, start, await events(), 'cancelled');
  const ended = (n: number, status: ExecutionStatus, error?: string) => {
    const arn = executionArn(UNWIND, unwindName('s-1', n));
    executions.set(arn, { arn, status, ...(error ? { error } : {}) });
  };
  return { log, executions, starts, start, events, ensure, ended };
};

describe('an unwind', () => {
  it('is logged with the header, then started', async () => {
    const { log, start, starts, ensure, events } = setUp();
    expect(await ensure()).toEqual({ name: 's-1-u1', started: true });
    expect(starts).toEqual([{ name: 's-1-u1', input: JSON.stringify({ saga: start.saga }) }]);
    expect(await events()).toEqual([
      {
        type: 'UnwindStarted',
        runner: 'u1',
        attempt: 1,
        at: '2026-11-24T10:00:00.000Z',
        reason: 'cancelled',
      },
    ]);
    expect((await log.read(start.saga))?.header.status).toBe('COMPENSATING');
  });

  it.each([
    ['runs', 'RUNNING', undefined],
    ['has succeeded', 'SUCCEEDED', undefined],
    ['has ended with parked compensations', 'FAILED', 'SagaCompensationFailed'],
    ['waits to be redriven', 'PENDING_REDRIVE', undefined],
  ] as const)('that %s is not followed by another', async (_what, status, error) => {
    const { starts, ensure, ended } = setUp();
    await ensure();
    ended(1, status, error);
    expect(await ensure()).toEqual({ name: 's-1-u1', started: false });
    expect(starts).toHaveLength(1);
  });

  it.each([
    ['aborted', 'ABORTED', undefined],
    ['timed out', 'TIMED_OUT', undefined],
    ['failed in a way of its own', 'FAILED', 'States.Runtime'],
    ['failed without an error', 'FAILED', undefined],
  ] as const)('that %s is followed by the next', async (_what, status, error) => {
    const { ensure, ended } = setUp();
    await ensure();
    ended(1, status, error);
    expect(await ensure()).toEqual({ name: 's-1-u2', started: true });
    ended(2, status, error);
    expect(await ensure()).toEqual({ name: 's-1-u3', started: true });
  });

  it('that was logged and not started is started under its own number', async () => {
    const { executions, starts, ensure } = setUp();
    await ensure();
    executions.clear();
    expect(await ensure()).toEqual({ name: 's-1-u1', started: true });
    expect(new Set(starts.map(({ input }) => input)).size).toBe(1);
  });

  it('by two at once is one', async () => {
    const { executions, ensure, events } = setUp();
    await Promise.all([ensure(), ensure(), ensure()]);
    expect([...executions.keys()]).toEqual([executionArn(UNWIND, 's-1-u1')]);
    expect(await events()).toHaveLength(1);
  });
});

describe('names of executions', () => {
  const SAGA = 'arn:aws:states:us-east-1:000000000000:stateMachine:Saga';
  const parse = (name: string, stateMachineArn: string) => parseExecution({ name, stateMachineArn }, UNWIND);

  it.each([
    ['s-1', SAGA, 's-1', 0],
    ['s-1-u1', UNWIND, 's-1', 1],
    ['s-1-u12', UNWIND, 's-1', 12],
    ['s-1.u3', UNWIND, 's-1', 3],
    ['s-1-u', UNWIND, 's-1-u', 0],
  ])('%s of %s is saga %s, unwind %i', (name, machine, sagaId, unwind) => {
    expect(parse(name, machine)).toEqual({ sagaId, unwind });
  });

  it.each([
    'u1',
    's-1-u1',
    's-u1-u2',
  ])('of a saga with an id like an unwind, %s, are told by the machine', (id) => {
    expect(SAGA_ID.test(id)).toBe(true);
    expect(parse(id, SAGA)).toEqual({ sagaId: id, unwind: 0 });
    expect(parse(unwindName(id, 7), UNWIND)).toEqual({ sagaId: id, unwind: 7 });
  });

  it('have only characters that CloudWatch takes, and fit', () => {
    const name = unwindName('x'.repeat(64), 999_999);
    expect(name).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
  });

  it('lead from the machine, its alias or its version to the same execution', () => {
    const arn = 'arn:aws:states:eu-west-1:1:execution:Trip:a';
    for (const suffix of ['', ':live', ':3']) {
      expect(executionArn(`arn:aws:states:eu-west-1:1:stateMachine:Trip${suffix}`, 'a')).toBe(arn);
    }
  });
});

describe('the newest unwind', () => {
  const started = (n: number) => ({ type: 'UnwindStarted' as const, runner: `u${n}`, attempt: 1, at: '' });
  it('is counted, not sorted as text', () => {
    expect(newestUnwind([started(9), started(10), started(2)])).toBe(10);
    expect(newestUnwind([])).toBe(0);
  });
});

describe('an execution is dead', () => {
  it.each<[ExecutionStatus, string | undefined, boolean]>([
    ['ABORTED', undefined, true],
    ['TIMED_OUT', undefined, true],
    ['FAILED', 'States.Runtime', true],
    ['FAILED', undefined, true],
    ['FAILED', 'SagaCompensated', false],
    ['FAILED', 'SagaCompensationFailed', false],
    ['FAILED', 'SagaCompletionFailed', false],
    ['SUCCEEDED', undefined, false],
    ['RUNNING', undefined, false],
    ['PENDING_REDRIVE', undefined, false],
  ])('%s with error %s: %s', (status, error, dead) => {
    expect(isDead({ arn: 'a', status, ...(error ? { error } : {}) })).toBe(dead);
  });
});
