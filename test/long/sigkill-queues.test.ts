import { spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { JumpingClock, sleep } from '../../lib/engine';
import { SqsService } from '../../lib/local/sqs';

const ROOT = resolve(__dirname, '../..');

let folder: string;
let file: string;
let clock: JumpingClock;
const opened: SqsService[] = [];
let told: string[] = [];

const open = (releaseInFlight = false): SqsService => {
  const sqs = new SqsService({
    clock,
    origin: 'http://127.0.0.1:1',
    file,
    releaseInFlight,
    onDamage: (note) => void told.push(note),
  });
  opened.push(sqs);
  return sqs;
};
const send = (sqs: SqsService, body: string, more: Record<string, unknown> = {}) =>
  sqs.call('SendMessage', { QueueUrl: sqs.urlOf('work'), MessageBody: body, ...more });
const bodies = (sqs: SqsService, queue = 'work') => sqs.peek(queue).map(({ body }) => body);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqs-'));
  file = join(folder, 'queues');
  clock = new JumpingClock();
  told = [];
});
afterEach(() => {
  for (const sqs of opened.splice(0)) sqs.close();
  clock.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('what was sent, received, delayed, moved and deleted is as it was after a restart', async () => {
  const first = open();
  first.ensureQueue('dead');
  first.ensureQueue('work', {
    VisibilityTimeout: '60',
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: first.arnOf('dead'), maxReceiveCount: 1 }),
  });
  await send(first, 'deleted');
  await send(first, 'dead');
  for (const { body, receiptHandle } of first.receive('work', 10)) {
    if (body === 'deleted') first.delete('work', receiptHandle);
  }
  await sleep(clock, 61_000);
  expect(first.receive('work', 10)).toEqual([]);
  await send(first, 'taken', {
    MessageAttributes: { kind: { DataType: 'String', StringValue: 'order' } },
  });
  const [taken] = first.receive('work', 10);
  await send(first, 'delayed', { DelaySeconds: 300 });
  const before = ['work', 'dead'].map((queue) => first.peek(queue));
  first.close();

  const second = open();
  expect(second.names()).toEqual(['dead', 'work']);
  expect(['work', 'dead'].map((queue) => second.peek(queue))).toEqual(before);
  expect(second.peek('work')).toMatchObject([
    { body: 'taken', state: 'inFlight', receiveCount: 1 },
    { body: 'delayed', state: 'delayed' },
  ]);
  expect(second.peek('dead')).toMatchObject([{ body: 'dead', state: 'available' }]);
  second.delete('work', taken?.receiptHandle as string);
  expect(bodies(second)).toEqual(['delayed']);
  second.close();
  expect(bodies(open())).toEqual(['delayed']);
});

test('what was in flight is available after a restart when asked, but not what was put off', async () => {
  const first = open();
  first.ensureQueue('work', { VisibilityTimeout: '600' });
  for (const body of ['taken', 'put off', 'put off, then taken']) await send(first, body);
  for (const { body, receiptHandle } of first.receive('work', 10)) {
    if (body.startsWith('put off'))
      first.changeVisibility('work', receiptHandle, body === 'put off' ? 3600 : 0);
  }
  first.receive('work', 10);
  first.close();
  const second = open(true);
  const state = (body: string) => second.peek('work').find((message) => message.body === body)?.state;
  expect(state('taken')).toBe('available');
  expect(state('put off')).toBe('inFlight');
  expect(state('put off, then taken')).toBe('available');
});

test('the file is compacted at each start', async () => {
  const first = open();
  first.ensureQueue('work');
  for (let n = 0; n < 500; n++) {
    await send(first, `message ${n}`);
    for (const { receiptHandle } of first.receive('work', 1)) first.delete('work', receiptHandle);
  }
  await send(first, 'left');
  first.close();
  const long = statSync(file).size;
  expect(bodies(open())).toEqual(['left']);
  expect(statSync(file).size).toBeLessThan(long / 100);
});

test('a last line that was cut off is dropped, a damaged one in the middle is kept aside and told', async () => {
  const first = open();
  first.ensureQueue('work');
  await send(first, 'whole');
  first.close();
  appendFileSync(file, '{"kind":"sent","queue":"work","mess');
  const second = open();
  expect(bodies(second)).toEqual(['whole']);
  await send(second, 'after');
  second.close();
  expect(bodies(open())).toEqual(['whole', 'after']);
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, [lines[0], '{"kind":', ...lines.slice(1)].join('\n'));
  const third = open();
  expect(bodies(third)).toEqual(['whole', 'after']);
  expect(told).toEqual([`1 line of ${file} could not be read: kept in ${file}.damaged`]);
  expect(readFileSync(`${file}.damaged`, 'utf8')).toBe('{"kind":\n');
  third.close();
  expect(bodies(open())).toEqual(['whole', 'after']);
  expect(told).toHaveLength(1);
});

/** Sends, receives and deletes for ever, and says what has been answered, one line each. */
const WRITER = `
  const { writeSync } = require('node:fs');
  const { RealClock } = require('${ROOT}/lib/engine');
  const { SqsService } = require('${ROOT}/lib/local/sqs');
  const sqs = new SqsService({ clock: new RealClock(), origin: 'http://127.0.0.1:1', file: process.argv[1] });
  sqs.ensureQueue('work');
  const say = (line) => {
    // A full pipe refuses for a moment.
    for (;;) try { writeSync(1, line + '\\n'); return; } catch (error) { if (error.code !== 'EAGAIN') throw error; }
  };
  (async () => {
    for (let n = 0; ; n++) {
      const body = process.pid + '-' + n;
      await sqs.call('SendMessage', { QueueUrl: sqs.urlOf('work'), MessageBody: body });
      say('sent ' + body);
      if (n % 2 === 0) continue;
      const [message] = sqs.receive('work', 1);
      say('deleting ' + message.body);
      sqs.delete('work', message.receiptHandle);
      say('deleted ' + message.body);
      if (n % 50 === 1) await new Promise((resolve) => setImmediate(resolve));
    }
  })();
`;

test('messages of a queue whose own record is lost are kept', async () => {
  const first = open();
  first.ensureQueue('work', { VisibilityTimeout: '60' });
  await send(first, 'kept');
  first.close();
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^.*\n/, 'lost\n'));
  const second = open();
  second.ensureQueue('work', { VisibilityTimeout: '60' });
  expect(bodies(second)).toEqual(['kept']);
});

test('a file that is none of ours is an error that names it', () => {
  writeFileSync(file, 'nothing\nthat we wrote\n');
  expect(() => open()).toThrow(`${file} cannot be used (none of its lines can be read)`);
  expect(readFileSync(file, 'utf8')).toBe('nothing\nthat we wrote\n');
});

test('killed twice in a row, it loses nothing that was answered and brings nothing back', async () => {
  const sent = new Set<string>();
  const deleting = new Set<string>();
  const deleted = new Set<string>();
  for (let round = 0; round < 2; round++) {
    const child = spawn(process.execPath, ['--import', 'tsx', '-e', WRITER, file], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const end = new Promise((done) => child.once('close', done));
    const stopAt = sent.size + 100 + 37 * round;
    for await (const line of createInterface({ input: child.stdout })) {
      const [what, body] = line.split(' ') as [string, string];
      ({ sent, deleting, deleted })[what as 'sent' | 'deleting' | 'deleted'].add(body);
      if (sent.size >= stopAt) child.kill('SIGKILL');
    }
    await end;
    expect(existsSync(file)).toBe(true);
    const sqs = open();
    const held = bodies(sqs);
    sqs.close();
    expect(new Set(held).size).toBe(held.length);
    const there = new Set(held);
    const open_ = [...sent].filter((body) => !deleting.has(body));
    expect(open_.filter((body) => !there.has(body))).toEqual([]);
    expect([...deleted].filter((body) => there.has(body))).toEqual([]);
  }
  expect(deleted.size).toBeGreaterThan(100);
});
