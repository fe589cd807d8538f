import { type RedrivenAll, redriveAll } from '../../../lib/operations';
import { flatSteps, type ParkedMessage } from '../../../lib/saga';
import { type CliResult, runWith } from '../../cli/test-host';
import { Deployed } from './deployed';
import type { SeededSaga } from './seed';
import { seedStuck, stuckSagas } from './stuck-sagas';

const SAGA = 'order';
const DAY_MS = 86_400_000;

let deployed: Deployed;
const cli = (argv: readonly string[], interrupted?: () => Promise<void>): Promise<CliResult> =>
  runWith(argv, {
    env: { ...process.env, AWS_ENDPOINT_URL: deployed.stack.endpoint },
    ...(interrupted ? { interrupted } : {}),
  });

/** Calls of clients since the last reset. */
const calls = (service: string): number =>
  deployed.stack
    .calls()
    .filter((call) => call.service === service && call.by === 'client')
    .reduce((sum, { count }) => sum + count, 0);

/** Seeds so many, and says which. */
const seed = async (prefix: string, count: number, startedAt: number): Promise<readonly SeededSaga[]> => {
  const { resources, definition } = deployed.saga(SAGA);
  const sagas = stuckSagas(definition, prefix, count, startedAt);
  await seedStuck(deployed.clients, resources, definition, sagas);
  return sagas;
};

/** What the operators' commands cost when so many steps were given up, as calls: they do not grow but where all are asked for. */
export const manyDeadLetters = (letters: number): void => {
  beforeAll(async () => {
    deployed = await Deployed.open();
    deployed.setSchedules(false);
    await seed('old', letters, deployed.stack.now() - 3 * DAY_MS);
  });
  afterAll(() => deployed.close());
  beforeEach(() => deployed.stack.resetCalls());

  /** Only the page that is looked at is read: from 8 shards of each status, then a log a saga. */
  const ONE_PAGE = 8 + 50;

  describe(`with ${letters} dead letters`, () => {
    test('list shows its first page after the calls of a page, and asks no queue', async () => {
      const { code, stdout } = await cli(['dead-letters', 'list', '--saga', SAGA, '--limit', '50']);
      expect(code).toBe(0);
      expect(stdout.match(/old-\d+/g)).toHaveLength(50);
      expect(calls('dynamodb')).toBeLessThanOrEqual(ONE_PAGE);
      expect(calls('sqs')).toBe(0);
    });

    test('list pages on to the last one, at the same price a page', async () => {
      const { stdout } = await cli(['dead-letters', 'list', '--saga', SAGA]);
      expect(new Set(stdout.match(/old-\d+/g)).size).toBe(letters);
      // Three statuses, one of them with something in it.
      expect(calls('dynamodb')).toBeLessThanOrEqual((letters / 50) * ONE_PAGE + 2 * 8);
      expect(calls('sqs')).toBe(0);
    });

    test('show of one costs what it costs when there is one', async () => {
      const { stdout } = await cli(['show', 'old-471', '--saga', SAGA]);
      expect(stdout).toContain('COMPENSATION_FAILED');
      const { definition } = deployed.saga(SAGA);
      const hearers = definition.whenUndone === undefined ? 0 : 1;
      // The log twice (once to find it), and an item of a ledger for each step, and for who hears of an undone saga.
      expect(calls('dynamodb')).toBeLessThanOrEqual(2 + flatSteps(definition).length + hearers);
      expect(calls('sqs')).toBe(0);
    });

    test('a look at the queues ends after so many receives', async () => {
      const { code, stderr } = await cli([
        'dead-letters',
        'list',
        '--saga',
        SAGA,
        '--queue',
        '--limit',
        '20000',
      ]);
      expect(code).toBe(0);
      expect(stderr).toContain('the queues hold more messages than were looked at');
      const receives = deployed.stack.calls().filter(({ operation }) => operation === 'ReceiveMessage');
      expect(
        receives.reduce((sum, { by, count }) => sum + (by === 'client' ? count : 0), 0),
      ).toBeLessThanOrEqual(200);
    });

    test('redrive --all is linear, tells how far it is, and can be broken off and repeated', async () => {
      const { ports } = deployed.saga(SAGA);
      const sent = new Map<string, number>();
      const watched = {
        ...ports,
        // Nobody is called: so many attempts are the redriver's business, and another test's.
        errors: {
          send: async (body: unknown) => {
            const { id } = (body as ParkedMessage).saga;
            sent.set(id, (sent.get(id) ?? 0) + 1);
          },
        },
      };
      const ended = new AbortController();
      const shown: number[] = [];
      const run = (signal?: AbortSignal): Promise<RedrivenAll> =>
        redriveAll(watched, {
          ...(signal ? { signal } : {}),
          onProgress: ({ length }) => {
            shown.push(length);
            if (length >= 0.3 * letters) ended.abort();
          },
        });
      const first = await run(ended.signal);
      expect(first.interrupted).toBe(true);
      expect(first.redriven.length).toBeGreaterThanOrEqual(0.3 * letters);
      expect(first.redriven.length).toBeLessThan(0.4 * letters);
      const second = await run();
      expect(second.interrupted).toBe(false);
      expect(first.redriven.length + second.redriven.length).toBe(letters);
      expect(second.underWay).toHaveLength(first.redriven.length);
      expect([...sent.values()].every((times) => times === 1)).toBe(true);
      expect(sent.size).toBe(letters);
      expect(shown.length).toBeGreaterThan(letters / 10);
      // A read to find it, a read before it is sent, an event; then the index. Those under way are read once more.
      expect(calls('dynamodb')).toBeLessThanOrEqual(3.5 * letters + 1.5 * first.redriven.length);
      // Ten copies a receive and a delete; those of others are let go.
      expect(calls('sqs')).toBeLessThanOrEqual(0.5 * letters);
      const { resources } = deployed.saga(SAGA);
      expect(deployed.stack.messages(resources.errorsDeadLetterQueueUrl.split('/').pop() ?? '')).toEqual([]);
    });
  });

  test('Ctrl-C ends a redrive between two letters; the same command sends the rest, and all come to their end', async () => {
    const sagas = await seed('new', 40, deployed.stack.now() - DAY_MS);
    let pressed: () => void = () => undefined;
    const ctrlC = new Promise<void>((resolve) => {
      pressed = resolve;
    });
    const sentSoFar = (): number =>
      deployed.stack
        .calls()
        .filter(({ operation, by }) => operation === 'SendMessage' && by === 'client')
        .reduce((sum, { count }) => sum + count, 0);
    const watch = setInterval(() => {
      if (sentSoFar() >= 16) pressed();
    }, 1);
    // Those of the other tests were sent within the hour, as the log has it.
    const first = await cli(['dead-letters', 'redrive', '--all', '--saga', SAGA, '--json'], () => ctrlC);
    clearInterval(watch);
    const one = JSON.parse(first.stdout) as { sent: unknown[]; interrupted: boolean };
    expect([first.code, one.interrupted]).toEqual([2, true]);
    expect(first.stderr).toContain('the same command sends the rest');
    expect(one.sent.length).toBeLessThan(40);
    const second = await cli(['dead-letters', 'redrive', '--all', '--saga', SAGA, '--json']);
    const two = JSON.parse(second.stdout) as { sent: { sagaId: string }[]; interrupted: boolean };
    expect([second.code, two.interrupted]).toEqual([0, false]);
    await deployed.stack.idle();
    for (const { id } of sagas) {
      expect([id, (await deployed.read(SAGA, id)).state.status]).toEqual([id, 'COMPENSATED']);
    }
  });
};
