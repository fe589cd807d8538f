import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { participantNames } from '../../lib/saga';
import { orderSaga, sagas } from '../../lib/sagas';
import { type CliResult, runWith } from '../cli/test-host';
import { Deployed } from '../operations/support/deployed';

const names = Object.keys(sagas);
const everybody = Object.values(sagas).flatMap(participantNames);

let deployed: Deployed;
/** With the rights of an operator, and no more. */
const saga = (...argv: readonly string[]): Promise<CliResult> =>
  runWith(argv[0] === 'local' ? argv : [...argv, '--as', 'operator'], {
    env: { ...process.env, AWS_ENDPOINT_URL: deployed.stack.endpoint },
  });
/** The one object that --json prints. */
const json = async (...argv: readonly string[]) => {
  const { code, stdout, stderr } = await saga(...argv, '--json');
  // biome-ignore lint/suspicious/noExplicitAny: what a command prints is what the tests look at
  return { code, stderr, value: JSON.parse(stdout) as any };
};

beforeAll(async () => {
  deployed = await Deployed.open();
  deployed.setSchedules(false);
});
afterAll(() => deployed.close());

describe('a saga that goes well', () => {
  test('start, show, list', async () => {
    expect(await json('start', 'order', '--id', 'well')).toMatchObject({
      code: 0,
      value: { sagaId: 'well', sagaName: 'order', outcome: 'started' },
    });
    await deployed.stack.idle();
    const shown = await json('show', 'well');
    expect(shown).toMatchObject({ code: 0, stderr: '', value: { sagaId: 'well', status: 'COMPLETED' } });
    expect(Object.keys(shown.value)).toEqual(
      expect.arrayContaining(['execution', 'steps', 'events', 'ledgers', 'deadLetters']),
    );
    const listed = await json('list', '--status', 'completed');
    expect(listed.value.sagas).toContainEqual(
      expect.objectContaining({
        sagaId: 'well',
        sagaName: 'order',
        status: 'COMPLETED',
        version: orderSaga.version,
      }),
    );
    expect((await saga('list')).stdout).toMatch(/order\s+well\s+COMPLETED/);
  });

  test('starting it again answers with the one that exists; with another input it is refused', async () => {
    expect((await json('start', 'order', '--id', 'well')).value.outcome).toBe('exists');
    const other = await saga('start', 'order', '--id', 'well', '--input', 'examples/order/out-of-stock.json');
    expect(other).toEqual({
      code: 1,
      stdout: '',
      stderr: "saga: saga id 'well' was used with another input: choose another id, ids are used once\n",
    });
  });

  test('running it again, under a new id', async () => {
    expect((await json('rerun', 'well')).value).toMatchObject({ sagaId: 'well-2', rerunOf: 'well' });
    expect((await json('rerun', 'well', '--id', 'well-again')).value.sagaId).toBe('well-again');
    await deployed.stack.idle();
    expect((await saga('show', 'well-again')).code).toBe(0);
  });

  test('replaying it at each of its moments', async () => {
    const { events } = (await json('show', 'well')).value;
    const first = (await json('replay', 'well', '--at', events[0].at)).value;
    expect(first.status).toBe('RUNNING');
    const last = (await json('replay', 'well', '--at', events[events.length - 1].at)).value;
    expect(last.status).toBe('COMPLETED');
    expect(last.timeline.map(({ status }: { status: string }) => status).pop()).toBe('COMPLETED');
    expect((await json('replay', 'well')).value.status).toBe('COMPLETED');
    expect((await saga('replay', 'well')).stdout).toMatch(/place-order\s+orders\s+compensatable\s+SUCCEEDED/);
    const early = await saga('replay', 'well', '--at', '2020-01-01T00:00:00Z');
    expect(early).toMatchObject({ code: 1, stdout: '' });
    expect(early.stderr).toMatch(/^saga: saga 'well' was started at .*\n$/);
  });

  test('a cancellation is told before it is done, step by step', async () => {
    const dry = await saga('cancel', 'well', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(
      /^well \(order\) is COMPLETED; cancelled, it is undone but for confirm-order, notify-customer\n/,
    );
    expect(dry.stdout).toMatch(/ship-order +logistics +is undone, by cancel-shipment\n/);
    expect(dry.stdout).toMatch(/notify-customer +notifications +STAYS: nothing undoes it\n/);
    const unsure = await saga('cancel', 'well', '--reason', 'sent back');
    expect([unsure.code, unsure.stderr]).toEqual([1, 'nothing was done: add --yes to cancel well\n']);
    expect(unsure.stdout).toBe(dry.stdout);
    expect((await json('show', 'well')).value.status).toBe('COMPLETED');
  });

  test('cancelling it, twice', async () => {
    expect((await saga('cancel', 'well', '--reason', 'sent back', '--yes')).stdout).toMatch(
      /\nwell was COMPLETED and is undone now, by well-u1\n$/,
    );
    await deployed.stack.idle();
    const shown = await json('show', 'well');
    expect(shown).toMatchObject({ code: 0, value: { status: 'PARTLY_COMPENSATED' } });
    expect((await json('cancel', 'well', '--yes')).value).toMatchObject({ outcome: 'already-compensated' });
  });
});

describe('a refund that fails for good', () => {
  const id = 'stuck';
  beforeAll(async () => {
    deployed.stack.addFault({ command: 'refund-payment', kind: 'business', sagaId: id, times: 99 });
    await saga('start', 'order', '--id', id, '--input', 'examples/order/out-of-stock.json');
    await deployed.stack.idle();
  });

  test('show says that it did not end well, by its exit code too', async () => {
    const { code, value } = await json('show', id);
    expect(code).toBe(2);
    expect(value.status).toBe('COMPENSATION_FAILED');
    expect(value.deadLetters).toMatchObject([{ command: 'refund-payment', error: 'BusinessError' }]);
  });

  test('dead-letters list and show tell what is stuck', async () => {
    const { value } = await json('dead-letters', 'list');
    expect(value.deadLetters).toMatchObject([
      {
        kind: 'step',
        sagaName: 'order',
        sagaId: id,
        sagaStatus: 'COMPENSATION_FAILED',
        step: 'process-payment',
        participant: 'payments',
        command: 'refund-payment',
        error: { error: 'BusinessError' },
        message: { place: 'dead-letter-queue' },
      },
    ]);
    expect(await saga('dead-letters')).toEqual(await saga('dead-letters', 'list'));
    expect((await saga('dead-letters', 'list')).stdout).toMatch(/stuck\s+refund-payment\s+BusinessError/);
    const shown = (await saga('dead-letters', 'show', id)).stdout;
    expect(shown).toMatch(/refund-payment\n(.*\n)*.*error\s+BusinessError: /);
    expect((await json('dead-letters', 'show', id)).value.deadLetters).toEqual(value.deadLetters);
  });

  test('redriving it while the cause is there changes nothing; afterwards it heals the saga', async () => {
    expect((await saga('dead-letters', 'redrive', id)).stdout).toBe(
      'refund-payment of stuck is tried again\n',
    );
    await deployed.stack.idle();
    expect((await json('show', id)).value.status).toBe('COMPENSATION_FAILED');
    deployed.stack.clearFaults({ sagaId: id });
    expect((await json('dead-letters', 'redrive', '--all')).value).toMatchObject({
      sent: [{ sagaId: id, command: 'refund-payment' }],
      left: [],
    });
    await deployed.stack.idle();
    expect(await json('show', id)).toMatchObject({
      code: 0,
      value: { status: 'COMPENSATED', deadLetters: [] },
    });
    expect((await json('dead-letters', 'list')).value).toEqual({ deadLetters: [] });
    expect(deployed.leftMessages()).toEqual([]);
  });

  test('redriving what is settled is a clear error', async () => {
    expect(await saga('dead-letters', 'redrive', id)).toEqual({
      code: 1,
      stdout: '',
      stderr: "saga: nothing of saga 'stuck' was given up: there is nothing to redrive\n",
    });
  });

  test('resolve closes it with its reason', async () => {
    deployed.stack.addFault({ command: 'refund-payment', kind: 'business', sagaId: 'by-hand', times: 99 });
    await saga('start', 'order', '--id', 'by-hand', '--input', 'examples/order/out-of-stock.json');
    await deployed.stack.idle();
    expect((await saga('dead-letters', 'resolve', 'by-hand', '--reason', 'paid back in cash')).stdout).toBe(
      'process-payment of by-hand settled by hand; the saga is COMPENSATED\n',
    );
    const { events } = await deployed.read('order', 'by-hand');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'CompensationResolved', reason: 'paid back in cash' }),
    );
    expect((await saga('show', 'by-hand')).code).toBe(0);
  });
});

describe('counters', () => {
  test('are listed with what was taken, set and added to, and their history says who, when and why', async () => {
    await saga('start', 'order', '--id', 'counted');
    await deployed.stack.idle();
    const listed = (await json('counters', '--saga', 'order')).value.counters;
    expect(listed.length).toBeGreaterThan(0);
    const [{ participant, counter, available, taken }] = listed;
    expect(taken).toBeGreaterThan(0);
    const as = (...argv: readonly string[]) => saga('counters', ...argv);
    expect(await as('set', participant, counter, '7', '--reason', 'counted by hand')).toEqual({
      code: 0,
      stdout: `${counter} of ${participant} has 7 available (${available} before)\n`,
      stderr: '',
    });
    expect((await as('add', participant, counter, '-3', '--reason', 'broken')).stdout).toBe(
      `${counter} of ${participant} has 4 available (7 before)\n`,
    );
    const below = await as('add', participant, counter, '-5', '--reason', 'broken');
    expect([below.code, below.stderr]).toEqual([
      1,
      `saga: counter '${counter}' of ${participant} has 4 available: 5 fewer would be below 0\n`,
    ]);
    expect((await json('counters', 'list', participant)).value.counters).toContainEqual({
      sagaName: 'order',
      participant,
      counter,
      available: 4,
      taken,
    });
    const changes = (await json('counters', '--history')).value.changes;
    expect(changes).toMatchObject([
      {
        sagaName: 'order',
        participant,
        counter,
        before: available,
        after: 7,
        by: 'ada',
        reason: 'counted by hand',
      },
      { before: 7, after: 4, by: 'ada', reason: 'broken' },
    ]);
    expect((await saga('counters', '--history')).stdout).toMatch(/ada +\w+ +\S+ +7 +4 +broken\n/);
    expect((await saga('counters')).stdout).toMatch(new RegExp(`${counter} +4 +${taken}\n`));
  });

  test('that were never used are made on request', async () => {
    const { value } = await json('counters');
    const [{ participant, sagaName }] = value.counters;
    const make = (...more: readonly string[]) =>
      saga(
        'counters',
        'set',
        participant,
        'stock/new-thing',
        '12',
        '--reason',
        'arrived',
        '--saga',
        sagaName,
        ...more,
      );
    expect((await make()).stderr).toMatch(
      /^saga: counter 'stock\/new-thing' of \S+ was never used: [^\n]+\n$/,
    );
    expect((await make('--new')).stdout).toMatch(/has 12 available \(new\)/);
  });
});

describe('records', () => {
  test.each(
    Object.values(sagas).flatMap((definition) =>
      participantNames(definition).map(
        (participant) =>
          [participant, definition.name, Object.keys(definition.records[participant] ?? {})] as const,
      ),
    ),
  )('of %s of %s are listed, if it keeps any', async (participant, name, types) => {
    const [shown, printed] = await Promise.all(
      [[], ['--json']].map((more) => saga('records', participant, '--saga', name, ...more)),
    );
    if (types.length === 0) {
      for (const refused of [shown, printed]) expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(shown?.stderr).toMatch(
        new RegExp(`^saga: ${participant} of saga '${name}' keeps no records: [^\\n]+\\n$`),
      );
      return;
    }
    expect([shown?.code, shown?.stderr, printed?.code]).toEqual([0, '', 0]);
    const { records } = JSON.parse(printed?.stdout ?? '');
    for (const { type, pending } of records) expect([types.includes(type), pending]).toEqual([true, null]);
    for (const { id } of records) expect(shown?.stdout).toContain(id.slice(0, 59));
  });
});

describe('bad use', () => {
  test.each([
    [
      'counters set without a reason',
      ['counters', 'set', 'inventory', 'x', '4'],
      'counters set needs --reason',
    ],
    [
      'an empty reason',
      ['counters', 'add', 'inventory', 'x', '4', '--reason', ' '],
      'counters add needs --reason',
    ],
    [
      'counters set of nothing',
      ['counters', 'set', 'inventory', '--reason', 'x'],
      'needs WHOSE, COUNTER and N',
    ],
    ['a reason for a list', ['counters', 'list', '--reason', 'x'], '--reason is for counters set and add'],
    ['a list of a counter', ['counters', 'list', 'inventory', 'x'], 'takes a participant at the most'],
    [
      'a list of nobody',
      ['counters', 'list', 'nobody'],
      `there is no participant 'nobody': use one of ${everybody.join(', ')}`,
    ],
    ['records of no participant', ['records', 'nobody'], "there is no participant 'nobody': use one of "],
    ['a list of a saga', ['counters', 'list', 'travel'], ", or all of the saga's with --saga travel"],
    [
      'a counter of nobody',
      ['counters', 'set', 'nobody', 'x', '4', '--reason', 'x'],
      "no participant 'nobody'",
    ],
    [
      'an amount that is none',
      ['counters', 'set', 'inventory', 'x', '-4', '--reason', 'x'],
      "'-4' is no amount, give a whole number from 0",
    ],
    [
      'a part',
      ['counters', 'add', 'inventory', 'x', '1.5', '--reason', 'x'],
      "'1.5' is no amount, give a whole number such as 20 or -20",
    ],
    [
      'a history of a change',
      ['counters', 'set', 'x', 'y', '1', '--history'],
      '--history is for counters list',
    ],
    ['--new to add', ['counters', 'add', 'x', 'y', '1', '--new'], '--new is for counters set, not add'],
    ['an unknown saga', ['start', 'holiday'], `unknown saga 'holiday': use one of ${names.join(', ')}`],
    ['an unknown id', ['show', 'nobody'], `there is no ${names.join(' or ')} saga 'nobody'`],
    [
      'an unknown id of one saga',
      ['cancel', 'nobody', '--saga', 'travel'],
      "there is no travel saga 'nobody'",
    ],
    ['an id that none can have', ['cancel', 'no such id'], "saga 'no such id'"],
    ['an id that is not valid', ['start', 'order', '--id', 'a b'], 'a saga id has 1 to 64 letters'],
    ['an unknown status', ['list', '--status', 'BROKEN'], "--status 'BROKEN' is no status of a saga"],
    ['a time that is none', ['list', '--since', 'yesterday'], "--since 'yesterday' is no time"],
    ['a limit that is none', ['list', '--limit', '0'], "--limit '0' is no whole number"],
    ['a moment that is none', ['replay', 'well', '--at', '2026-99-99'], "--at '2026-99-99' is no time"],
    ['an unknown action', ['dead-letters', 'burn'], "'burn' is invalid for argument 'action'"],
    ['redrive of nothing', ['dead-letters', 'redrive'], 'needs the id of a saga, or --all'],
    ['redrive of one and all', ['dead-letters', 'redrive', 'x', '--all'], 'and not both'],
    [
      'a limit of anything but list',
      ['dead-letters', 'show', 'x', '--limit', '5'],
      '--limit is for dead-letters list',
    ],
    ['a limit that is none', ['dead-letters', 'list', '--limit', '0'], 'no whole number above 0'],
    [
      'the queue of one saga',
      ['dead-letters', 'redrive', 'x', '--queue'],
      '--queue is for dead-letters list',
    ],
    ['show without an id', ['dead-letters', 'show'], 'dead-letters show needs the id'],
    ['list with an id', ['dead-letters', 'list', 'x'], 'dead-letters list takes no id'],
    ['resolve without a reason', ['dead-letters', 'resolve', 'x'], 'needs --reason'],
    ['resolve with an empty reason', ['dead-letters', 'resolve', 'x', '--reason', ' '], 'needs --reason'],
    [
      'a reason for a redrive',
      ['dead-letters', 'redrive', 'x', '--reason', 'y'],
      '--reason is for dead-letters resolve',
    ],
    ['a stage that is not deployed', ['list', '--stage', 'prod'], "no saga is deployed in stage 'prod' at"],
    ['an unknown stack', ['list', '--stack', 'Other'], 'Stack with id Other does not exist'],
    [
      'an endpoint that is none',
      ['list', '--endpoint-url', 'nowhere'],
      "--endpoint-url 'nowhere' is no http(s) URL",
    ],
    [
      'an endpoint where nobody is',
      ['list', '--endpoint-url', 'http://127.0.0.1:9'],
      'nothing answers at http://127.0.0.1:9',
    ],
    ['a port that is none', ['local', '--port', '70000'], "--port '70000' is no port"],
  ] as const)('%s is one clear line', async (_name, argv, line) => {
    const { code, stdout, stderr } = await saga(...argv);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(line);
    expect(stderr).toMatch(/^saga: [^\n]+\n$/);
  });
});

test('two sagas with one id have to be told apart', async () => {
  await saga('start', 'order', '--id', 'both');
  await saga('start', 'travel', '--id', 'both');
  await deployed.stack.idle();
  expect((await saga('show', 'both')).stderr).toMatch(
    /several sagas have the id 'both': choose one with --saga/,
  );
  expect((await json('show', 'both', '--saga', 'travel')).value.sagaName).toBe('travel');
});

describe('saga local', () => {
  const data = mkdtempSync(join(tmpdir(), 'saga-local-'));
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  test('is found by the commands of its folder, and gone when it is interrupted', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'saga-elsewhere-'));
    let interrupt: () => void = () => undefined;
    const interrupted = () =>
      new Promise<void>((resolve) => {
        interrupt = resolve;
      });
    const env = { ...process.env, AWS_ENDPOINT_URL: '' };
    let said = '';
    const up = runWith(['local', '--data', data], {
      env,
      cwd: data,
      interrupted,
      stdout: (text) => {
        said += text;
      },
    });
    let early: CliResult | undefined;
    void up.then((result) => {
      early = result;
    });
    while (!said.includes('Ctrl-C') && !early) await new Promise((done) => setTimeout(done, 20));
    expect(early).toBeUndefined();
    const endpoint = /export AWS_ENDPOINT_URL=(\S+)/.exec(said)?.[1] ?? '';
    expect(said).toContain('export AWS_REGION=');
    expect((await runWith(['start', 'order', '--id', 'here'], { env, cwd: data })).stdout).toBe(
      'here started\n',
    );
    const watched = await runWith(['show', 'here', '--watch', '--json'], { env, cwd: data });
    expect(watched.code).toBe(0);
    expect(watched.stderr).toContain('here is COMPLETED');
    // From anywhere else, by its endpoint.
    const byUrl = await runWith(['list', '--endpoint-url', endpoint], { env, cwd: elsewhere });
    expect(byUrl.stdout).toMatch(/order\s+here\s+COMPLETED/);
    // A taken port is one clear line.
    const taken = await runWith(['local', '--port', new URL(endpoint).port], { env, cwd: elsewhere });
    expect(taken).toMatchObject({ code: 1, stdout: '' });
    expect(taken.stderr).toMatch(/^saga: Port \d+ is taken: [^\n]+\n$/);
    // One in a folder.
    const second = await runWith(['local'], { env, cwd: data });
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(/^saga: saga local runs here already, at [^\n]+\n$/);
    interrupt();
    expect((await up).code).toBe(0);
    const gone = await runWith(['list', '--endpoint-url', endpoint], { env, cwd: elsewhere });
    expect(gone.stderr).toContain(`nothing answers at ${endpoint}`);
    rmSync(elsewhere, { recursive: true, force: true });
  });
});
