import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { RealClock } from '../../lib/engine';
import { DynamoDbService, type Item } from '../../lib/local/dynamodb';

const ROOT = resolve(__dirname, '../..');

const TABLE = {
  TableName: 'accounts',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
    { AttributeName: 'amount', AttributeType: 'N' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-status',
      KeySchema: [
        { AttributeName: 'status', KeyType: 'HASH' },
        { AttributeName: 'amount', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

const ACCOUNTS = 8;
const START = 1000;

/** Moves amounts between accounts, several transactions at once, for ever; says how many were answered. */
const MOVER = `
  const { writeSync } = require('node:fs');
  const { RealClock } = require('${ROOT}/lib/engine');
  const { DynamoDbService } = require('${ROOT}/lib/local/dynamodb');
  const say = (line) => {
    // A full pipe refuses for a moment.
    for (;;) try { writeSync(1, line + '\\n'); return; } catch (error) { if (error.code !== 'EAGAIN') throw error; }
  };
  const add = (id, n) => ({ Update: {
    TableName: 'accounts', Key: { id: { S: id } }, UpdateExpression: 'ADD amount :n',
    ExpressionAttributeValues: { ':n': { N: String(n) } },
  } });
  DynamoDbService.open({ clock: new RealClock(), path: process.argv[1] }).then(async (db) => {
    const worker = async (w) => {
      for (let n = 0; ; n++) {
        const from = (w + n) % ${ACCOUNTS}, to = (from + 1 + (n % ${ACCOUNTS - 1})) % ${ACCOUNTS};
        const mark = process.pid + '-' + w + '-' + n;
        await db.call('TransactWriteItems', { TransactItems: [
          add('a' + from, -1), add('a' + to, 1),
          { Put: { TableName: 'accounts', Item: { id: { S: mark }, status: { S: 'mark' }, amount: { N: '0' } } } },
        ] });
        say(mark);
      }
    };
    await Promise.all([0, 1, 2, 3].map(worker));
  });
`;

test('killed twice in a row, every transaction is there whole or not at all, with its index entries', async () => {
  const path = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  const clock = new RealClock();
  const answered: string[] = [];
  try {
    const first = await DynamoDbService.open({ clock, path });
    await first.ensureTable(TABLE);
    for (let n = 0; n < ACCOUNTS; n++) {
      const Item = { id: { S: `a${n}` }, status: { S: 'account' }, amount: { N: String(START) } };
      await first.call('PutItem', { TableName: 'accounts', Item });
    }
    await first.close();
    for (let round = 0; round < 2; round++) {
      const child = spawn(process.execPath, ['--import', 'tsx', '-e', MOVER, path], {
        cwd: ROOT,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const end = new Promise((done) => child.once('close', done));
      const stopAt = answered.length + 60 + 23 * round;
      for await (const mark of createInterface({ input: child.stdout })) {
        answered.push(mark);
        if (answered.length >= stopAt) child.kill('SIGKILL');
      }
      await end;
      const db = await DynamoDbService.open({ clock, path });
      const items = await db.items('accounts');
      const indexed = (
        await Promise.all(
          ['account', 'mark'].map((status) =>
            db.call('Query', {
              TableName: 'accounts',
              IndexName: 'by-status',
              KeyConditionExpression: '#s = :s',
              ExpressionAttributeNames: { '#s': 'status' },
              ExpressionAttributeValues: { ':s': { S: status } },
            }),
          ),
        )
      ).flatMap(({ Items }) => Items as Item[]);
      await db.close();
      const ids = new Set(items.map(({ id }) => id?.S));
      expect(answered.filter((mark) => !ids.has(mark))).toEqual([]);
      const sum = items.reduce((total, { amount }) => total + Number(amount?.N), 0);
      expect(sum).toBe(ACCOUNTS * START);
      const sorted = (list: readonly Item[]) => list.map((item) => JSON.stringify(item)).sort();
      expect(sorted(indexed)).toEqual(sorted(items));
    }
  } finally {
    clock.stop();
    rmSync(path, { recursive: true, force: true });
  }
});
