import { Agent, request } from 'node:http';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { JumpingClock, sleep } from '../../lib/engine';
import { type CallOutcome, HttpFront, type HttpFrontOptions, ServiceError } from '../../lib/local/http';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: string;
}

let clock: JumpingClock;
let front: HttpFront;
let outcomes: CallOutcome[];
const agent = new Agent({ keepAlive: true });

const listen = async (options: Partial<HttpFrontOptions> = {}): Promise<void> => {
  front = await HttpFront.listen({ clock, onCall: (call) => outcomes.push(call), ...options });
  front.register({
    name: 'echo',
    target: 'Echo_2020',
    handle: async (call) => {
      if (call.operation === 'Fail') {
        throw new ServiceError('NoGood', 'It is no good.', {
          fields: { Reason: 'none' },
          queryCode: 'Old.NoGood',
        });
      }
      if (call.operation === 'Crash') throw new TypeError('a defect');
      if (call.operation === 'Sleep') await call.idle(sleep(clock, 60_000));
      return { operation: call.operation, input: call.input, caller: call.caller ?? null };
    },
  });
  front.route({
    name: 'lambda',
    operation: 'Invoke',
    method: 'POST',
    path: /^\/functions\/(?<name>[^/]+)\/invocations$/,
    handle: async ({ params, body, query, caller }) => ({
      status: 202,
      headers: { 'X-Amz-Function-Error': 'Unhandled' },
      body: JSON.stringify({ ...params, body: body.toString(), q: query.get('Qualifier'), caller }),
    }),
  });
};

const call = (path: string, target: string | undefined, body: string, method = 'POST'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      ...(target && { 'x-amz-target': target }),
    };
    const sent = request(
      { port: front.port, host: '127.0.0.1', path, method, agent, headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });

beforeEach(async () => {
  clock = new JumpingClock();
  outcomes = [];
  await listen();
});
afterEach(async () => {
  await front.close();
  clock.stop();
});
afterAll(() => agent.destroy());

test('a call goes to the service that its target names, with its caller', async () => {
  const plain = await call('/', 'Echo_2020.Say', '{"a":1}');
  expect(plain.status).toBe(200);
  expect(JSON.parse(plain.body)).toEqual({ operation: 'Say', input: { a: 1 }, caller: null });
  expect(JSON.parse((await call('/w/worker%201/', 'Echo_2020.Say', '{}')).body).caller).toBe('worker 1');
  expect(JSON.parse((await call('/w/w2', 'Echo_2020.Say', '{}')).body).caller).toBe('w2');
});

test('an answer has a request id and the type of its request, and no date', async () => {
  const { headers } = await call('/', 'Echo_2020.Say', '{}');
  expect(headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers['content-type']).toBe('application/x-amz-json-1.0');
  expect(headers.date).toBeUndefined();
});

test('an error has its type, message, fields and headers', async () => {
  const { status, headers, body } = await call('/', 'Echo_2020.Fail', '{}');
  expect(status).toBe(400);
  expect(JSON.parse(body)).toEqual({ __type: 'NoGood', message: 'It is no good.', Reason: 'none' });
  expect(headers).toMatchObject({ 'x-amzn-errortype': 'NoGood', 'x-amzn-query-error': 'Old.NoGood;Sender' });
});

test.each([
  ['a defect of a service', '/', 'Echo_2020.Crash', '{}', 500, 'InternalFailure'],
  ['an unknown target', '/', 'Nobody.Say', '{}', 400, 'UnknownOperationException'],
  ['an unknown path', '/nowhere', undefined, '', 404, 'UnknownOperationException'],
  ['malformed JSON', '/', 'Echo_2020.Say', '{', 400, 'SerializationException'],
  ['JSON that is no object', '/', 'Echo_2020.Say', '[]', 400, 'SerializationException'],
])('%s is an error', async (_, path, target, body, status, type) => {
  const answer = await call(path, target, body);
  expect(answer.status).toBe(status);
  expect(JSON.parse(answer.body).__type).toBe(type);
});

test('a REST call goes to the route that its path matches', async () => {
  const { status, headers, body } = await call(
    '/w/w1/functions/order%3Alive/invocations?Qualifier=live',
    undefined,
    '{"x":1}',
  );
  expect(status).toBe(202);
  expect(headers['x-amz-function-error']).toBe('Unhandled');
  expect(JSON.parse(body)).toEqual({ name: 'order:live', body: '{"x":1}', q: 'live', caller: 'w1' });
});

test('every call is counted once, with its error', async () => {
  await call('/w/w1', 'Echo_2020.Say', '{"TableName":"t"}');
  await call('/', 'Echo_2020.Fail', '{}');
  await call('/functions/f/invocations', undefined, '');
  expect(outcomes).toEqual([
    { service: 'echo', operation: 'Say', caller: 'w1', input: { TableName: 't' } },
    { service: 'echo', operation: 'Fail', caller: undefined, input: {}, error: 'NoGood' },
    { service: 'lambda', operation: 'Invoke', caller: undefined, input: { name: 'f' } },
  ]);
});

test('what the hook before a call throws is its answer, and the service is not asked', async () => {
  await front.close();
  await listen({
    before: ({ caller }) => {
      if (caller === 'w1') throw new ServiceError('Injected', 'On purpose.');
    },
  });
  expect(JSON.parse((await call('/w/w1', 'Echo_2020.Say', '{}')).body).__type).toBe('Injected');
  expect((await call('/w/w2', 'Echo_2020.Say', '{}')).status).toBe(200);
  expect(outcomes.map(({ error }) => error)).toEqual(['Injected', undefined]);
});

test('the clock stands while a call is answered, and jumps while its service waits', async () => {
  let jumped = false;
  const timer = clock.schedule(30_000, () => {
    jumped = true;
  });
  const from = clock.now();
  await call('/', 'Echo_2020.Sleep', '{}');
  expect(clock.now() - from).toBeGreaterThanOrEqual(60_000);
  expect(jumped).toBe(true);
  timer.cancel();
});

test('a client whose clock is far ahead is not sent back for clock skew: one error, one call', async () => {
  await sleep(clock, 365 * 24 * 3600 * 1000);
  front.register({
    name: 'dynamodb',
    target: 'DynamoDB_20120810',
    handle: async () => {
      throw new ServiceError('ResourceNotFoundException', 'No.');
    },
  });
  const client = new DynamoDBClient({
    endpoint: front.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    systemClockOffset: 365 * 24 * 3600 * 1000,
  });
  await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(outcomes).toHaveLength(1);
  client.destroy();
});

test('a taken port is one clear error', async () => {
  await expect(HttpFront.listen({ clock, port: front.port })).rejects.toThrow(
    `Port ${front.port} is taken: stop what listens there, or choose another port.`,
  );
});

test('a service registered twice is an error', () => {
  expect(() => front.register({ name: 'again', target: 'Echo_2020', handle: async () => ({}) })).toThrow(
    'Echo_2020',
  );
});
