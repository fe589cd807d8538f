import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { RealClock } from '../../lib/engine';
import { DynamoDbService } from '../../lib/local/dynamodb';

const ROOT = resolve(__dirname, '../..');
const ROUNDS = 3;
/** Writes that are answered before the process is killed. */
const ANSWERED = 400;

const SETTINGS = { table: 'things', arn: 'arn:stream', viewType: 'NEW_IMAGE', region: 'us-east-1' } as const;

const TABLE = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};

/** Writes for ever, takes the records of what it has written, and says both. */
const WRITER = `
  const { writeSync } = require('node:fs');
  const { RealClock } = require('${ROOT}/lib/engine');
  const { DynamoDbService } = require('${ROOT}/lib/local/dynamodb');
  const say = (line) => {
    // A full pipe refuses for a moment.
    for (;;) try { writeSync(1, line + '\\n'); return; } catch (error) { if (error.code !== 'EAGAIN') throw error; }
  };
  DynamoDbService.open({ clock: new RealClock(), path: process.argv[1] }).then(async (db) => {
    await db.ensureTable(${JSON.stringify(TABLE)});
    db.streams.declare(${JSON.stringify(SETTINGS)});
    let wake = () => undefined;
    await db.streams.attach('things', 'one', () => wake());
    const consumer = async () => {
      for (;;) {
        const batch = await db.streams.pending('things', 'one', 10);
        for (const { dynamodb } of batch) say('took ' + dynamodb.Keys.id.S);
        if (batch.length > 0) db.streams.taken('things', 'one', batch.at(-1));
        else await new Promise((resolve) => { wake = resolve; });
      }
    };
    const worker = async (w) => {
      for (let n = 0; ; n++) {
        const id = process.pid + '-' + w + '-' + n;
        await db.call('PutItem', { TableName: 'things', Item: { id: { S: id } } });
        say('wrote ' + id);
      }
    };
    await Promise.all([consumer(), ...[0, 1, 2, 3].map(worker)]);
  });
`;

test('killed several times in a row, the stream has lost no change of an item, and tells of none that never was', async () => {
  const path = mkdtempSync(join(tmpdir(), 'streams-'));
  const took = new Set<string>();
  const wrote = new Set<string>();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const child = spawn(process.execPath, ['--import', 'tsx', '-e', WRITER, path], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let answered = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        const [what, id = ''] = line.split(' ');
        (what === 'took' ? took : wrote).add(id);
        if (what === 'wrote' && ++answered === ANSWERED) child.kill('SIGKILL');
      }
      expect(answered).toBeGreaterThanOrEqual(ANSWERED);
    }
    const service = await DynamoDbService.open({ clock: new RealClock(), path });
    service.streams.declare(SETTINGS);
    await service.streams.attach('things', 'one', () => undefined);
    const rest = await service.streams.pending('things', 'one', Number.MAX_SAFE_INTEGER);
    const told = new Set(took);
    for (const { dynamodb } of rest) told.add((dynamodb.Keys as { id: { S: string } }).id.S);
    const items = new Set((await service.items('things')).map(({ id }) => String(id?.S)));
    expect([...wrote].filter((id) => !items.has(id))).toEqual([]);
    expect([...items].filter((id) => !told.has(id))).toEqual([]);
    expect([...told].filter((id) => !items.has(id))).toEqual([]);
    await service.close();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
});
