import {
  type EmbeddedStack,
  FAULT_KIND_NAMES,
  type FaultKindName,
  parseFaultRule,
  startStack,
  statusOf,
} from '../../lib/local';
import { shop } from './fixtures/shop';

let stack: EmbeddedStack;

beforeAll(async () => {
  stack = await startStack({ templates: [shop()] });
});

afterAll(async () => {
  await stack.stop();
});

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:shop';

const start = async (name: string): Promise<void> => {
  const { SFNClient, StartExecutionCommand } = await import('@aws-sdk/client-sfn');
  const client = new SFNClient({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await client.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name }));
  client.destroy();
};

interface Outcome {
  readonly status: string;
  readonly error: string | undefined;
  /** Errors of the attempts, in order. */
  readonly failures: readonly string[];
  /** What the handlers did, in order. */
  readonly ran: readonly string[];
  /** Step → state in the table. */
  readonly states: Readonly<Record<string, string>>;
  readonly minutes: number;
}

/** Runs one execution with one fault that hits only it. */
const runWith = async (command: string, kind: FaultKindName, times?: number): Promise<Outcome> => {
  const name = `${command}-${kind}-${times ?? 'default'}`;
  stack.addFault({ command, kind, sagaId: name, ...(times === undefined ? {} : { times }) });
  await start(name);
  await stack.idle();
  const record = stack.execution(`${MACHINE.replace(':stateMachine:', ':execution:')}:${name}`);
  const items = await stack.items('effects');
  return {
    status: statusOf(record),
    error: record.end?.error,
    failures: record.history.flatMap((event) =>
      event.taskFailedEventDetails
        ? [String(event.taskFailedEventDetails.error)]
        : event.type === 'TaskTimedOut'
          ? ['States.Timeout']
          : [],
    ),
    ran: stack.logs
      .filter(({ text }) => text.includes(`${name}/`))
      .map(({ text }) => text.replace(`${name}/`, '')),
    states: Object.fromEntries(
      items
        .filter((item) => String(item.pk?.S).startsWith(`${name}/`))
        .map((item) => [String(item.pk?.S).split('/')[1], String(item.state?.S)]),
    ),
    minutes: Math.round(((record.end?.stopDate ?? 0) - record.startDate) / 60_000),
  };
};

const DONE = { charge: 'DONE', ship: 'DONE' };
const UNDONE = { charge: 'UNDONE', ship: 'UNDONE' };
const HAPPY = { status: 'SUCCEEDED', states: DONE };
const COMPENSATED = { status: 'FAILED', error: 'SagaCompensated' };
const CHARGE = 'action charge';
const SHIP = 'action ship';
const UNDO = ['compensation ship', 'compensation charge'];

type Case = readonly [
  command: string,
  kind: FaultKindName,
  times: number | undefined,
  expected: Partial<Outcome>,
];

const invoked: readonly Case[] = [
  [
    'charge',
    'business',
    undefined,
    {
      ...COMPENSATED,
      failures: ['BusinessError'],
      ran: ['compensation charge'],
      states: { charge: 'UNDONE' },
    },
  ],
  ['charge', 'transient', undefined, { ...HAPPY, failures: ['TransientError'], ran: [CHARGE, SHIP] }],
  [
    'charge',
    'transient',
    99,
    {
      ...COMPENSATED,
      failures: ['TransientError', 'TransientError', 'TransientError'],
      ran: ['compensation charge'],
    },
  ],
  [
    'charge',
    'crash-before',
    undefined,
    { ...HAPPY, failures: ['Lambda.TooManyRequestsException'], ran: [CHARGE, SHIP] },
  ],
  [
    'charge',
    'crash-after',
    undefined,
    { ...HAPPY, failures: ['Lambda.SdkClientException'], ran: [CHARGE, CHARGE, SHIP] },
  ],
  ['charge', 'timeout', undefined, { ...HAPPY, failures: ['States.Timeout'], ran: [CHARGE, CHARGE, SHIP] }],
  [
    'charge',
    'timeout',
    99,
    {
      ...COMPENSATED,
      failures: ['States.Timeout', 'States.Timeout', 'States.Timeout'],
      ran: [CHARGE, CHARGE, CHARGE, 'compensation charge'],
      states: { charge: 'UNDONE' },
    },
  ],
  ['charge', 'duplicate', undefined, { ...HAPPY, failures: [], ran: [CHARGE, CHARGE, SHIP] }],
  ['charge', 'conflict', 2, { ...HAPPY, failures: [], ran: [CHARGE, SHIP] }],
  [
    'charge',
    'late',
    99,
    {
      ...COMPENSATED,
      failures: ['States.Timeout', 'States.Timeout', 'States.Timeout'],
      ran: ['compensation charge', CHARGE, CHARGE, CHARGE],
      states: { charge: 'UNDONE' },
    },
  ],
  ['charge', 'late', 1, { ...HAPPY, failures: ['States.Timeout'], ran: [CHARGE, SHIP, CHARGE] }],
  ['charge', 'answer-twice', undefined, { ...HAPPY, failures: [], ran: [CHARGE, SHIP] }],
  ['charge', 'answer-late', undefined, { ...HAPPY, failures: [], ran: [CHARGE, SHIP] }],
];

const queued: readonly Case[] = [
  [
    'ship',
    'business',
    undefined,
    { ...COMPENSATED, failures: ['BusinessError'], ran: [CHARGE, ...UNDO], states: UNDONE, minutes: 0 },
  ],
  ['ship', 'transient', undefined, { ...HAPPY, failures: [], ran: [CHARGE, SHIP], minutes: 1 }],
  [
    'ship',
    'transient',
    99,
    { ...COMPENSATED, failures: ['States.Timeout'], ran: [CHARGE, ...UNDO], minutes: 30 },
  ],
  ['ship', 'crash-before', undefined, { ...HAPPY, failures: [], ran: [CHARGE, SHIP], minutes: 1 }],
  ['ship', 'crash-after', undefined, { ...HAPPY, failures: [], ran: [CHARGE, SHIP, SHIP] }],
  [
    'ship',
    'timeout',
    undefined,
    {
      ...COMPENSATED,
      failures: ['States.Timeout'],
      ran: [CHARGE, SHIP, ...UNDO],
      states: UNDONE,
      minutes: 30,
    },
  ],
  ['ship', 'duplicate', undefined, { ...HAPPY, failures: [], ran: [CHARGE, SHIP, SHIP], minutes: 0 }],
  ['ship', 'conflict', 2, { ...HAPPY, failures: [], ran: [CHARGE, SHIP], minutes: 0 }],
  [
    'ship',
    'late',
    undefined,
    {
      ...COMPENSATED,
      failures: ['States.Timeout'],
      ran: [CHARGE, UNDO[0] as string, SHIP, UNDO[1] as string],
      states: UNDONE,
      minutes: 30,
    },
  ],
  ['ship', 'answer-twice', undefined, { ...HAPPY, failures: [], ran: [CHARGE, SHIP], minutes: 0 }],
  [
    'ship',
    'answer-late',
    undefined,
    {
      ...COMPENSATED,
      failures: ['States.Timeout'],
      ran: [CHARGE, SHIP, ...UNDO],
      states: UNDONE,
      minutes: 30,
    },
  ],
];

const compensations: readonly Case[] = [
  ['undo-charge', 'transient', undefined, { failures: [], ran: [CHARGE, SHIP], status: 'SUCCEEDED' }],
];

const title = '%s hit by %s (times: %s)';

describe('a command by invocation', () => {
  test.each(invoked)(title, async (command, kind, times, expected) => {
    const outcome = await runWith(command, kind, times);
    expect(outcome).toMatchObject(kind === 'late' ? { ...expected, ran: expect.anything() } : expected);
    if (kind === 'late') expect([...outcome.ran].sort()).toEqual([...(expected.ran ?? [])].sort());
  });

  test('every kind of fault is covered', () => {
    expect(new Set(invoked.map(([, kind]) => kind))).toEqual(new Set(FAULT_KIND_NAMES));
  });

  test('a late start never comes before the compensation of its step', async () => {
    const { ran } = await runWith('charge', 'late', 50);
    expect(ran.indexOf(CHARGE)).toBeGreaterThan(ran.indexOf('compensation charge'));
    expect(ran.filter((line) => line === CHARGE)).toHaveLength(3);
  });
});

describe('a command through a queue', () => {
  test.each(queued)(title, async (command, kind, times, expected) => {
    const outcome = await runWith(command, kind, times);
    expect(outcome).toMatchObject(kind === 'late' ? { ...expected, ran: expect.anything() } : expected);
    if (kind === 'late') {
      expect(outcome.ran.indexOf(SHIP)).toBeGreaterThan(outcome.ran.indexOf('compensation ship'));
      expect(outcome.ran).toHaveLength(4);
    }
  });

  test('every kind of fault is covered', () => {
    expect(new Set(queued.map(([, kind]) => kind))).toEqual(new Set(FAULT_KIND_NAMES));
  });

  test('the answer of answer-late is made, and refused', async () => {
    const before = stack.logs.length;
    await runWith('ship', 'answer-late', 1);
    expect(stack.logs.slice(before).map(({ text }) => text)).toContain('answer refused: TaskTimedOut');
  });

  test('a message that always fails ends in the dead-letter queue', async () => {
    stack.addFault({ command: 'ship', kind: 'transient', times: 99, sagaId: 'poison' });
    const before = stack.messages('commands-dead').length;
    await start('poison');
    await stack.idle();
    expect(stack.messages('commands-dead')).toHaveLength(before + 1);
    expect(stack.messages('commands')).toHaveLength(0);
  });
});

describe('a plan', () => {
  test.each(
    compensations,
  )('a compensation that never runs is not hit: %s %s %s', async (command, kind, times, expected) => {
    expect(await runWith(command, kind, times)).toMatchObject(expected);
  });

  test('a compensation is hit like any other command', async () => {
    stack.addFault({ command: 'charge', kind: 'business', sagaId: 'undo-charge-crash-after-1' });
    const outcome = await runWith('undo-charge', 'crash-after', 1);
    expect(outcome).toMatchObject({ ...COMPENSATED, ran: ['compensation charge', 'compensation charge'] });
  });

  test('without a saga id it hits every saga, and is counted over all of them', async () => {
    stack.addFault({ command: 'charge', kind: 'transient', times: 2 });
    const before = stack.faultsHit.length;
    await Promise.all(['all-1', 'all-2', 'all-3'].map(start));
    await stack.idle();
    expect(stack.faultsHit.length - before).toBe(2);
  });

  test('a fault can be taken away', async () => {
    stack.addFault({ command: 'charge', kind: 'business', sagaId: 'cleared' });
    stack.clearFaults({ sagaId: 'cleared' });
    await start('cleared');
    await stack.idle();
    expect(stack.faultsHit.some(({ sagaId }) => sagaId === 'cleared')).toBe(false);
  });
});

describe('COMMAND=KIND[:TIMES]', () => {
  test.each([
    ['process-payment=timeout', { command: 'process-payment', kind: 'timeout' }],
    ['ship-order=answer-late:2', { command: 'ship-order', kind: 'answer-late', times: 2 }],
  ])('%s', (text, rule) => {
    expect(parseFaultRule(text)).toEqual(rule);
  });

  test.each([
    ['process-payment', '"process-payment" is no fault'],
    ['a=explode', '"explode" is no kind of fault'],
    ['a=timeout:0', 'TIMES must be at least 1'],
    ['a=timeout:x', 'is no'],
  ])('%s is refused', (text, message) => {
    expect(() => parseFaultRule(text)).toThrow(message);
  });
});
