import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { startStack } from '../../lib/local';
import { clientsOf } from '../local/fixtures/clients';
import { shop } from '../local/fixtures/shop';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:shop';
const arnOf = (name: string): string => `${MACHINE.replace(':stateMachine:', ':execution:')}:${name}`;
const NAMES = ['one', 'two'];

const folder = mkdtempSync(join(tmpdir(), 'damaged-'));
const healthy = join(folder, 'healthy');
let copies = 0;
const copy = (): string => {
  const path = join(folder, `copy-${copies++}`);
  cpSync(healthy, path, { recursive: true });
  return path;
};

beforeAll(async () => {
  const stack = await startStack({ templates: [shop()], dataDir: healthy });
  const { states, destroy } = clientsOf(stack);
  for (const name of NAMES) {
    await states.send(new StartExecutionCommand({ stateMachineArn: MACHINE, name, input: '{"a":1}' }));
    await stack.idle();
  }
  destroy();
  await stack.stop();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listenOn = async (port: number): Promise<Server> => {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
};
const freePort = async (): Promise<number> => {
  const server = await listenOn(0);
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
};
/** Whether nobody listens there (any more). */
const isFree = async (port: number): Promise<boolean> => {
  try {
    (await listenOn(port)).close();
    return true;
  } catch {
    return false;
  }
};

const logOf = (dataDir: string): string => {
  const name = readdirSync(join(dataDir, 'tables')).find((file) => file.endsWith('.log'));
  return join(dataDir, 'tables', name ?? '');
};

describe('what cannot be used is one line that names the file, and nothing stays open', () => {
  const inPlaceOf = (name: string) => (dataDir: string) => {
    rmSync(join(dataDir, name), { recursive: true });
    mkdirSync(join(dataDir, name));
  };
  const CASES: readonly (readonly [string, string, (dataDir: string) => void])[] = [
    ['a folder for the executions', 'executions.ndjson', inPlaceOf('executions.ndjson')],
    ['a folder for the queues', 'queues', inPlaceOf('queues')],
    [
      'a file for the tables',
      'tables',
      (dataDir) => {
        rmSync(join(dataDir, 'tables'), { recursive: true });
        writeFileSync(join(dataDir, 'tables'), '');
      },
    ],
    [
      'executions that are none',
      'executions.ndjson',
      (dataDir) => writeFileSync(join(dataDir, 'executions.ndjson'), Buffer.alloc(3000, '\u00ff\n')),
    ],
    ['queues that are none', 'queues', (dataDir) => writeFileSync(join(dataDir, 'queues'), 'a\nb\n')],
    ['no current manifest', 'tables', (dataDir) => writeFileSync(join(dataDir, 'tables/CURRENT'), '')],
    [
      'a manifest that is none',
      'tables',
      (dataDir) => {
        const name = readdirSync(join(dataDir, 'tables')).find((file) => file.startsWith('MANIFEST')) ?? '';
        writeFileSync(join(dataDir, 'tables', name), 'nothing');
      },
    ],
    [
      'one changed bit in the log of the tables',
      '.log',
      (dataDir) => {
        const content = readFileSync(logOf(dataDir));
        const middle = content.length >> 1;
        content.writeUInt8((content[middle] as number) ^ 1, middle);
        writeFileSync(logOf(dataDir), content);
      },
    ],
  ];

  test.each(CASES)('%s', async (_name, file, damage) => {
    const dataDir = copy();
    damage(dataDir);
    const port = await freePort();
    await expect(startStack({ templates: [shop()], dataDir, port })).rejects.toThrow(
      new RegExp(`^${dataDir}/\\S*${file} cannot be used \\([^\\n]+\\): restore it[^\\n]+$`),
    );
    expect(await isFree(port)).toBe(true);
  });
});

test('a last record of the tables that was cut off is no damage: nobody was told of it', async () => {
  const dataDir = copy();
  truncateSync(logOf(dataDir), readFileSync(logOf(dataDir)).length - 3);
  const stack = await startStack({ templates: [shop()], dataDir });
  expect(stack.damage).toEqual([]);
  await stack.stop();
});

describe('a line of the executions that cannot be read', () => {
  const lines = (dataDir: string): string[] =>
    readFileSync(join(dataDir, 'executions.ndjson'), 'utf8').split('\n').slice(0, -1);

  /** Starts a stack, as often as asked, on executions whose line `n` is damaged, and looks at the histories. */
  const damaged = async (n: number, starts: number, text: (line: string) => string) => {
    const dataDir = copy();
    const file = join(dataDir, 'executions.ndjson');
    const all = lines(dataDir);
    const kept = text(all[n] as string);
    all[n] = kept;
    writeFileSync(file, `${all.join('\n')}\n`);
    const looks: Record<string, readonly [string | undefined, boolean]>[] = [];
    const damage: (readonly string[])[] = [];
    for (let start = 0; start < starts; start++) {
      const stack = await startStack({ templates: [shop()], dataDir });
      await stack.idle();
      damage.push(stack.damage);
      const { states, destroy } = clientsOf(stack);
      const look: Record<string, readonly [string | undefined, boolean]> = {};
      for (const name of NAMES) {
        const executionArn = arnOf(name);
        const { status } = await states.send(new DescribeExecutionCommand({ executionArn }));
        const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn }));
        look[name] = [status, events.every(({ id }, index) => id === index + 1)];
      }
      looks.push(look);
      destroy();
      await stack.stop();
    }
    for (const look of looks) expect(look).toEqual(looks[0]);
    expect(damage[0]).toEqual([
      expect.stringContaining(`1 line of ${file} could not be read: kept in ${file}.damaged`),
    ]);
    for (const told of damage.slice(1)) expect(told).toEqual([]);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(`${kept}\n`);
    return looks[0] ?? {};
  };

  const WHOLE = ['SUCCEEDED', true] as const;

  test('is kept aside, whichever it is; the others are whole, and nobody is taken for whole who is not', async () => {
    const all = lines(healthy).map((line) => JSON.parse(line) as { t: string; arn?: string });
    for (const [n, { t }] of all.entries()) {
      const seen = await damaged(n, 1, () => 'garbage');
      // The end is in the history as well, the start in its first event, and the history knows its definition.
      if (t !== 'events')
        expect([n, t, seen]).toEqual([n, t, Object.fromEntries(NAMES.map((name) => [name, WHOLE]))]);
      else {
        expect([n, Object.values(seen).filter(([, whole]) => !whole)]).toHaveProperty('1.length', 1);
        expect([n, Object.values(seen).map(([status]) => status)]).toEqual([n, NAMES.map(() => 'SUCCEEDED')]);
      }
    }
  });

  test('that still names its execution is about that one', async () => {
    const n = lines(healthy).findIndex(
      (line) => line.includes('"t":"events"') && line.includes(arnOf('two')),
    );
    const seen = await damaged(n, 2, (line) => line.slice(0, line.length >> 1));
    expect(seen).toEqual({ one: WHOLE, two: ['SUCCEEDED', false] });
  });
});
