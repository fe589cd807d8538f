import type { SweeperTools } from '../../../lambdas/operations/sweep/sweep-tools';
import { sweeper } from '../../../lambdas/operations/sweeper';
import { dynamoDbSagaLog, dynamoDbSweepCursor, isoTime, STATUS_INDEX } from '../../../lib/runtime';
import {
  type ExecutionSummary,
  flatSteps,
  isOver,
  longestRunSeconds,
  type SagaEvent,
  type SagaLog,
} from '../../../lib/saga';
import { orderSaga } from '../../../lib/sagas';
import { type SeededSaga, seedLog } from '../../operations/support/seed';
import { DynamoDbEndpoint } from '../../runtime/support/dynamodb-endpoint';
import { ManualClock } from '../../runtime/support/manual-clock';
import { noRemoval } from './no-removal';

const HOUR_MS = 3_600_000;
const FUNCTION_MS = 900_000;
/** What a call takes, as the clock here has it. */
const LOG_MS = 10;
const DESCRIBE_MS = 40;
/** `DescribeExecution` in most regions, and what others of the account ask meanwhile. */
const QUOTA = { bucket: 250, perSecond: 10, othersPerSecond: 6 };

const error = { error: 'Sandbox.Timedout', cause: '' };
const steps = flatSteps(orderSaga);
const names = steps.map(({ name }) => name);
const [first = ''] = names;

/** Ways in which a saga may be overdue; all but one are known by Step Functions alone. */
const KINDS: readonly {
  readonly events: readonly (Partial<SagaEvent> & Pick<SagaEvent, 'type'>)[];
  readonly status?: SeededSaga['status'];
  readonly execution?: Pick<ExecutionSummary, 'status' | 'error'>;
  /** What the sweeper has to have done about it. */
  readonly expected: 'reported' | 'settled' | 'parked' | 'left';
}[] = [
  // Its end was lost by EventBridge.
  {
    events: [{ type: 'StepStarted', step: first }],
    execution: { status: 'ABORTED' },
    expected: 'reported',
  },
  // A queue step waits for somebody who will not come: nothing to do about it, for weeks.
  { events: [{ type: 'StepStarted', step: first }], execution: { status: 'RUNNING' }, expected: 'left' },
  // Its last handler died before it raised the header.
  {
    events: names.map((step) => ({ type: 'StepSucceeded' as const, step })),
    status: 'RUNNING',
    expected: 'settled',
  },
  // It ended with a parked step whose message never came.
  {
    events: names.slice(0, -1).map((step) => ({ type: 'StepSucceeded' as const, step })),
    execution: { status: 'FAILED', error: 'SagaCompletionFailed' },
    expected: 'parked',
  },
  // The redriver is at it.
  {
    events: [
      { type: 'StepFailed', step: first, error },
      { type: 'CompensationFailed', step: first, runner: 'redrive', error },
    ],
    execution: { status: 'FAILED', error: 'SagaCompensationFailed' },
    expected: 'left',
  },
];

const idOf = (n: number): string => `s-${n}`;
const kindOf = (n: number) => KINDS[n % KINDS.length] as (typeof KINDS)[number];

/**
 * An outage has left so many sagas open, of which so many should be over. Step Functions answers at its quota, which others
 * use too, and throttles beyond it. Simulated time; the index is paged as DynamoDB does it.
 */
export const manyOverdue = (open: number, overdue: number, withinHours: number): void => {
  let endpoint: DynamoDbEndpoint;
  beforeAll(async () => {
    endpoint = await DynamoDbEndpoint.open();
  });
  afterAll(() => endpoint.close());

  test(`of ${open} open sagas ${overdue} are overdue: each is looked after within ${withinHours} hours, and none starves`, async () => {
    const clock = new ManualClock();
    const start = clock.now();
    const longestMs = longestRunSeconds(orderSaga) * 1000;
    const table = await endpoint.logTable();
    await seedLog(
      endpoint.client,
      table,
      orderSaga,
      Array.from({ length: open }, (_, n): SeededSaga => {
        if (n >= overdue) return { id: idOf(n), startedAt: start + 10 * HOUR_MS + n, status: 'RUNNING' };
        const { events, status } = kindOf(n);
        return {
          id: idOf(n),
          startedAt: start - longestMs - HOUR_MS - (overdue - n) * 100,
          events,
          ...(status ? { status } : {}),
        };
      }),
    );
    endpoint.forget();

    // A short sweep would never come to the bottom of a full one.
    const bucket = Math.min(QUOTA.bucket, overdue / 20);
    let tokens = bucket;
    let filledAt = start;
    let throttled = 0;
    const describedAt: number[] = [];
    const done = new Map<string, { readonly what: string; readonly at: number }>();
    const note = (id: string, what: string): void => {
      if (!done.has(id)) done.set(id, { what, at: clock.now() });
    };
    const tools = { client: endpoint.client, clock, random: Math.random, hasTime: () => true };
    const log = dynamoDbSagaLog(tools, table);
    const slow: SagaLog = {
      ...log,
      read: async (saga) => {
        clock.advance(LOG_MS);
        const logged = await log.read(saga);
        note(saga.id, 'left');
        return logged;
      },
      append: async (saga, event) => {
        clock.advance(LOG_MS);
        await log.append(saga, event);
        done.set(saga.id, { what: 'parked', at: clock.now() });
      },
      raise: async (saga, status, at) => {
        clock.advance(LOG_MS);
        await log.raise(saga, status, at);
        if (isOver(status)) done.set(saga.id, { what: 'settled', at: clock.now() });
      },
    };
    const lines: unknown[] = [];
    const sweeperTools: SweeperTools = {
      definition: orderSaga,
      clock,
      now: () => isoTime(clock.now()),
      logger: {
        info: (message, fields) => void lines.push({ message, ...fields }),
        warn: (message, fields) => void lines.push({ message, ...fields }),
      },
      log: slow,
      cursor: dynamoDbSweepCursor(endpoint, table, orderSaga.name),
      ...noRemoval,
      random: () => 0.5,
      errors: {
        send: async (body) => {
          const { name } = (body as { readonly detail?: { readonly name: string } }).detail ?? {};
          if (name !== undefined) done.set(name, { what: 'reported', at: clock.now() });
        },
        delay: async () => undefined,
      },
      orchestrator: {
        describe: async (arn) => {
          clock.advance(DESCRIBE_MS);
          const now = clock.now();
          const earned = ((now - filledAt) / 1000) * (QUOTA.perSecond - QUOTA.othersPerSecond);
          tokens = Math.min(bucket, tokens + earned);
          filledAt = now;
          if (tokens < 1) {
            throttled++;
            throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });
          }
          tokens -= 1;
          describedAt.push(now);
          const { execution } = kindOf(Number(arn.split('-').pop()));
          return execution && { arn, ...execution };
        },
        start: async () => Promise.reject(new Error('nothing here has to be unwound')),
        stop: async () => Promise.reject(new Error('the sweeper never stops anything')),
        statesEntered: () => ({
          [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: '' }) }),
        }),
      },
      stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Saga',
      unwindMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:Unwind',
    };
    const sweep = sweeper(() => sweeperTools);

    let finished = false;
    for (let hour = 0; !finished && hour < 10; hour++) {
      clock.advance(Math.max(0, start + hour * HOUR_MS - clock.now()));
      const end = clock.now() + FUNCTION_MS;
      const swept = await sweep(undefined, { getRemainingTimeInMillis: () => end - clock.now() });
      finished = swept.finished;
      expect(clock.now()).toBeLessThan(end);
    }
    expect(finished).toBe(true);

    const wrong = Array.from({ length: overdue }, (_, n) => n)
      .filter((n) => done.get(idOf(n))?.what !== kindOf(n).expected)
      .map((n) => `${idOf(n)}: ${done.get(idOf(n))?.what}, not ${kindOf(n).expected}`);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(done.size).toBe(overdue);
    const latest = Math.max(...[...done.values()].map(({ at }) => at));
    expect((latest - start) / HOUR_MS).toBeLessThanOrEqual(withinHours);

    // Only those that the log cannot tell are asked for, each once.
    const asked = Array.from({ length: overdue }, (_, n) => kindOf(n)).filter(
      ({ execution, expected }) => execution && !(expected === 'left' && execution.status === 'FAILED'),
    );
    expect(describedAt).toHaveLength(asked.length);
    expect(throttled).toBeGreaterThan(0);
    expect(throttled).toBeLessThan(asked.length);
    // A page is 100 sagas, from 8 shards of 5 statuses; those that are not overdue are never read.
    const queries = endpoint.calls.filter(({ input }) => input.IndexName === STATUS_INDEX).length;
    const pages = Math.ceil(overdue / 100) + Math.ceil((latest - start) / HOUR_MS);
    expect(queries).toBeLessThanOrEqual(pages * 40);
  });
};
