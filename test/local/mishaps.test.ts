import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { type EmbeddedStack, type Mishaps, startStack, statusOf } from '../../lib/local';
import { clientsOf } from './fixtures/clients';
import { shop } from './fixtures/shop';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:shop';

let mishaps: Mishaps = {};
let stack: EmbeddedStack;
let clients: ReturnType<typeof clientsOf>;

beforeAll(async () => {
  stack = await startStack({
    templates: [shop()],
    mishaps: {
      dies: (call, moment) => mishaps.dies?.(call, moment) ?? false,
      delivered: (delivery) => mishaps.delivered?.(delivery),
    },
  });
  clients = clientsOf(stack);
});

afterAll(async () => {
  clients.destroy();
  await stack.stop();
});

/** Runs one execution; what it came to, and what its functions did. */
const run = async (name: string, befalls: Mishaps) => {
  mishaps = befalls;
  await clients.states.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name }));
  await stack.idle();
  const record = stack.execution(`${MACHINE.replace(':stateMachine:', ':execution:')}:${name}`);
  return {
    status: statusOf(record),
    errors: record.history.flatMap(({ taskFailedEventDetails: failed }) => (failed ? [failed.error] : [])),
    did: stack.logs.filter(({ text }) => text.endsWith(`${name}/charge`) || text.endsWith(`${name}/ship`))
      .length,
    items: (await stack.items('effects')).filter(({ pk }) => String(pk?.S).startsWith(`${name}/`)).length,
  };
};

/** Dies at the n-th call of one name, in the whole of an execution. */
const dyingAt = (operation: string, nth: number, at: 'before' | 'after'): Mishaps => {
  let calls = 0;
  return { dies: (call, moment) => moment === at && call.operation === operation && ++calls === nth };
};

test('whoever is killed before a call has not made it', async () => {
  const seen: number[] = [];
  let writes = 0;
  const { status, errors, did, items } = await run('before', {
    dies: ({ operation }, moment) => {
      if (operation !== 'TransactWriteItems' || moment === 'after') return false;
      return ++writes === 1;
    },
    delivered: () => {
      seen.push(writes);
      return undefined;
    },
  });
  // Killed at its first write, it was asked again, and wrote; then came the message for the other.
  expect({ status, errors, did, items, seen }).toEqual({
    status: 'SUCCEEDED',
    errors: ['Runtime.ExitError'],
    did: 3,
    items: 2,
    seen: [2],
  });
});

test('whoever is killed after a call has made it, and heard of nothing', async () => {
  const written: number[] = [];
  let writes = 0;
  const { status, errors } = await run('after', {
    dies: ({ operation, payload }, moment) => {
      if (operation === 'GetItem' && moment === 'before' && payload.includes('charge')) {
        void stack.items('effects').then((items) => {
          written.push(items.filter(({ pk }) => pk?.S === 'after/charge').length);
        });
      }
      return operation === 'TransactWriteItems' && moment === 'after' && ++writes === 1;
    },
  });
  expect({ status, errors, written }).toEqual({
    status: 'SUCCEEDED',
    errors: ['Runtime.ExitError'],
    written: [0, 1],
  });
});

test('a message whose consumer is killed comes again', async () => {
  const deliveries: string[] = [];
  const { status, errors } = await run('answered', {
    ...dyingAt('SendTaskSuccess', 1, 'before'),
    delivered: ({ queue }) => {
      deliveries.push(queue);
      return undefined;
    },
  });
  expect({ status, errors, deliveries }).toEqual({
    status: 'SUCCEEDED',
    errors: [],
    deliveries: ['commands', 'commands'],
  });
});

test('a message that comes twice is dealt with twice, and then gone', async () => {
  let deliveries = 0;
  const { status, did } = await run('twice', {
    delivered: () => (++deliveries === 1 ? 'twice' : undefined),
  });
  expect({ status, did, deliveries, left: stack.messages('commands') }).toEqual({
    status: 'SUCCEEDED',
    did: 3,
    deliveries: 2,
    left: [],
  });
});

test('a message that comes late finds that nobody waits for it any more', async () => {
  let deliveries = 0;
  const { status, did } = await run('late', {
    delivered: () => (++deliveries === 1 ? 3600 : undefined),
  });
  // Charge, both undone, and the step that comes too late.
  expect({ status, did, deliveries }).toEqual({ status: 'FAILED', did: 4, deliveries: 2 });
});
