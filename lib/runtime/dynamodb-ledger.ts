import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import {
  BusinessError,
  COUNTER_PREFIX,
  type CommitOutcome,
  type CounterEffect,
  type DoneRecord,
  type Ledger,
  type LedgerItem,
  NO_BOOKS,
  type RecordMove,
  type Reversal,
  SEQUENCE_PREFIX,
  type TransactWrite,
  TransientError,
} from '../saga';
import { bookItems, LAST, transactDecided } from './books/dynamodb-books';
import { movesOf } from './books/identity';
import { CHANGED_SINCE } from './books/plan-undo';
import { dynamoDbRecords } from './dynamodb-records';
import { mergeEffects } from './merge-effects';
import { backOff, type TransactItems, type TransactTools, writeConditionally } from './transact';

/** Attribute of a counter item: how many are left. */
export const AVAILABLE = 'available';

/** The conditions of the protocol, each in one place. */
const IS_ABSENT = 'attribute_not_exists(pk)';
const IS_THERE = 'attribute_exists(pk)';
const IS_DONE = '#state = :done';
const IS_DOING = '#state = :doing';
const ENOUGH_LEFT = '#available >= :take';
const UNUSED = 'attribute_not_exists(#available)';

const NAMES = { '#state': 'state' };

/** The ledger protocol on a DynamoDB table with partition key `pk`. `ownTables`: logical name → further table. */
export const dynamoDbLedger = (
  tools: TransactTools,
  table: string,
  ownTables: Readonly<Record<string, string>> = {},
): Ledger => {
  const { client, clock } = tools;

  const read = async (key: string): Promise<LedgerItem | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { pk: key }, ConsistentRead: true }),
    );
    return Item ? toItem(Item) : undefined;
  };

  const available = async (counter: string): Promise<number | undefined> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key: { pk: COUNTER_PREFIX + counter }, ConsistentRead: true }),
    );
    return Item?.[AVAILABLE] as number | undefined;
  };

  /** What stands there decides. Undefined: it went away between the two calls, so try again. */
  const answer = async (key: string): Promise<CommitOutcome | undefined> => {
    const item = await read(key);
    if (!item) return undefined;
    if (item.state === 'DONE') return { kind: 'already-done', item };
    if (item.state === 'DOING') return { kind: 'doing', until: item.until ?? 0 };
    return { kind: 'undone' };
  };

  const conditionally = (send: () => Promise<unknown>): Promise<boolean> => writeConditionally(tools, send);

  const putIfAbsent = (item: Record<string, unknown>): Promise<boolean> =>
    conditionally(() =>
      client.send(new PutCommand({ TableName: table, Item: item, ConditionExpression: IS_ABSENT })),
    );

  const take = (effect: CounterEffect): TransactItems[number] => ({
    Update: {
      TableName: table,
      Key: { pk: COUNTER_PREFIX + effect.counter },
      UpdateExpression: 'SET #available = if_not_exists(#available, :capacity) - :take',
      // A first use may only take what there is in all; that comparison needs no database.
      ConditionExpression: effect.capacity >= effect.take ? `${UNUSED} OR ${ENOUGH_LEFT}` : ENOUGH_LEFT,
      ExpressionAttributeNames: { '#available': AVAILABLE },
      ExpressionAttributeValues: { ':take': effect.take, ':capacity': effect.capacity },
    },
  });

  const giveBack = (effect: CounterEffect): TransactItems[number] => ({
    Update: {
      TableName: table,
      Key: { pk: COUNTER_PREFIX + effect.counter },
      UpdateExpression: 'SET #available = #available + :take',
      ExpressionAttributeNames: { '#available': AVAILABLE },
      ExpressionAttributeValues: { ':take': effect.take },
    },
  });

  /** Writes UNDONE over an item as it was found. */
  const overwrite = async (
    item: LedgerItem,
    reverse: boolean,
    { books, answer: said }: Reversal = { books: NO_BOOKS },
  ): Promise<'written' | 'moved' | 'changed' | 'own-refused'> => {
    const outsidePending = reverse && (item.state === 'DOING' || item.outside === true);
    const undid = movesOf(books);
    const added = {
      ...(outsidePending ? { outsidePending: true } : {}),
      ...(undid.length > 0 ? { undid } : {}),
      ...(said === undefined ? {} : { answer: JSON.stringify(said) }),
    };
    const update = {
      TableName: table,
      Key: { pk: item.key },
      UpdateExpression: `SET #state = :undone${Object.keys(added)
        .map((name) => `, ${name} = :${name}`)
        .join('')}`,
      ConditionExpression: item.state === 'DONE' ? IS_DONE : IS_DOING,
      ExpressionAttributeNames: NAMES,
      ExpressionAttributeValues: {
        ':undone': 'UNDONE',
        ...(item.state === 'DONE' ? { ':done': 'DONE' } : { ':doing': 'DOING' }),
        ...Object.fromEntries(Object.entries(added).map(([name, value]) => [`:${name}`, value])),
      },
    };
    const others = reverse ? [...item.effects.map(giveBack), ...bookItems(books, table, ownTables)] : [];
    if (others.length === 0) {
      return (await conditionally(() => client.send(new UpdateCommand(update)))) ? 'written' : 'moved';
    }
    const outcome = await transactDecided(tools, [{ Update: update }, ...others], item.key);
    if (outcome.kind === 'written') return 'written';
    if (outcome.failed[0]) return 'moved';
    // What was looked at is no longer so: whether the others would hold is for the next plan.
    const looked = outcome.failed.slice(0, outcome.failed.length - books.own.length);
    return looked.some(Boolean) ? 'changed' : 'own-refused';
  };

  return {
    read,
    available,
    record: dynamoDbRecords(client, table).get,
    last: async (sequence) => {
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: { pk: SEQUENCE_PREFIX + sequence }, ConsistentRead: true }),
      );
      return (Item?.[LAST] as number | undefined) ?? 0;
    },
    commit: async (key, { result, effects, books = NO_BOOKS, records = [], writes = [] }) => {
      const merged = mergeEffects(key, effects);
      const item = {
        pk: key,
        state: 'DONE',
        result: JSON.stringify(result ?? null),
        effects: merged,
        ...(records.length > 0 ? { records } : {}),
        ...(writes.length > 0 ? { writes } : {}),
      };
      const others = [...merged.map(take), ...bookItems(books, table, ownTables)];
      for (;;) {
        if (others.length === 0) {
          if (await putIfAbsent(item)) return { kind: 'committed' };
        } else {
          const put = { Put: { TableName: table, Item: item, ConditionExpression: IS_ABSENT } };
          const outcome = await transactDecided(tools, [put, ...others], key);
          if (outcome.kind === 'written') return { kind: 'committed' };
          // The ledger's own condition decides first: a duplicate must not be told that the stock it took is gone.
          if (!outcome.failed[0]) {
            const failed = outcome.failed.slice(1);
            const own = others.length - books.own.length;
            // What the rule looked at is no longer so: whatever else it decided does not stand.
            if (failed.slice(merged.length, own).some(Boolean)) return { kind: 'changed' };
            const short = merged[failed.indexOf(true)];
            if (!short) return { kind: 'refused', write: failed.indexOf(true) - own };
            const left = (await available(short.counter)) ?? short.capacity;
            // Given back between the two calls: nobody is refused while there is enough.
            if (left >= short.take) {
              if (tools.hasTime()) continue;
              throw new TransientError('Contention', `${short.counter} kept changing`);
            }
            return { kind: 'exhausted', counter: short.counter, available: left, asked: short.take };
          }
        }
        const found = await answer(key);
        if (found) return found;
      }
    },
    begin: async (key, until) => {
      const written = await conditionally(() =>
        client.send(
          new PutCommand({
            TableName: table,
            Item: { pk: key, state: 'DOING', until },
            ConditionExpression: `${IS_ABSENT} OR (${IS_DOING} AND #until < :now)`,
            ExpressionAttributeNames: { ...NAMES, '#until': 'until' },
            ExpressionAttributeValues: { ':doing': 'DOING', ':now': clock.now() },
          }),
        ),
      );
      return written ? { kind: 'committed' } : ((await answer(key)) ?? { kind: 'doing', until });
    },
    finish: async (key, result) => {
      const written = await conditionally(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: key },
            UpdateExpression: 'SET #state = :done, #result = :result, outside = :true REMOVE #until',
            ConditionExpression: IS_DOING,
            ExpressionAttributeNames: { ...NAMES, '#result': 'result', '#until': 'until' },
            ExpressionAttributeValues: {
              ':done': 'DONE',
              ':doing': 'DOING',
              ':true': true,
              ':result': JSON.stringify(result ?? null),
            },
          }),
        ),
      );
      return written ? { kind: 'committed' } : ((await answer(key)) ?? { kind: 'undone' });
    },
    undo: async (key, { reverse, plan }) => {
      for (let attempt = 0; ; attempt++) {
        const before = await read(key);
        if (before?.state === 'UNDONE') {
          return before.outsidePending && (before.until ?? 0) >= clock.now()
            ? { kind: 'wait', until: before.until ?? 0 }
            : { kind: 'already-undone', item: before };
        }
        if (!before) {
          if (await putIfAbsent({ pk: key, state: 'UNDONE' })) return { kind: 'undone', before };
          continue;
        }
        const reversal = reverse && before.state === 'DONE' ? await plan?.(before) : undefined;
        const outcome = await overwrite(before, reverse, reversal);
        if (outcome === 'own-refused') throw ownChangedSince(before);
        if (outcome === 'changed') await backOff(tools, attempt, `the records of ${key} kept changing`);
        if (outcome !== 'written') continue;
        if (before.state === 'DOING' && reverse && (before.until ?? 0) >= clock.now()) {
          return { kind: 'wait', until: before.until ?? 0 };
        }
        const said = reversal?.answer;
        return { kind: 'undone', before, ...(said === undefined ? {} : { answer: said }) };
      }
    },
    settle: async (key) => {
      await conditionally(() =>
        client.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: key },
            UpdateExpression: 'REMOVE outsidePending',
            ConditionExpression: IS_THERE,
          }),
        ),
      );
    },
    fence: async (key) => {
      for (;;) {
        if (await putIfAbsent({ pk: key, state: 'UNDONE' })) return 'UNDONE';
        const item = await read(key);
        if (item?.state === 'DOING') {
          if ((await overwrite(item, true)) === 'written') return 'UNDONE';
        } else if (item) return item.state;
      }
    },
  };
};

const ownChangedSince = ({ key }: LedgerItem): BusinessError =>
  new BusinessError(
    CHANGED_SINCE,
    `the condition of an undo of ${key} on a table of its own does not hold; put it right by hand and resolve, or redrive`,
  );

const toItem = (item: Record<string, unknown>): LedgerItem => ({
  key: item.pk as string,
  state: item.state as LedgerItem['state'],
  effects: (item.effects as CounterEffect[] | undefined) ?? [],
  ...(typeof item.result === 'string' ? { result: JSON.parse(item.result) as unknown } : {}),
  ...(typeof item.until === 'number' ? { until: item.until } : {}),
  ...(item.outside === true ? { outside: true } : {}),
  ...(item.outsidePending === true ? { outsidePending: true } : {}),
  ...(Array.isArray(item.records) ? { records: item.records as DoneRecord[] } : {}),
  ...(Array.isArray(item.writes) ? { writes: item.writes as TransactWrite[] } : {}),
  ...(Array.isArray(item.undid) ? { undid: item.undid as RecordMove[] } : {}),
  ...(typeof item.answer === 'string' ? { answer: JSON.parse(item.answer) as unknown } : {}),
});
