import { dynamoDbLedger, dynamoDbSagaLog, isoTime } from '../../lib/runtime';
import type { SagaReference, SagaStart } from '../../lib/saga';
import { DynamoDbEndpoint } from '../runtime/support/dynamodb-endpoint';

/** Keys and values that would change a DynamoDB expression if they ever became part of one. */
const HOSTILE = [
  'x OR attribute_exists(pk)',
  ':done',
  '#state',
  "' OR '1'='1",
  'x, expires = :never REMOVE pk',
  '") OR ("',
  'attribute_not_exists(pk)',
];

type Json = Readonly<Record<string, unknown>>;

/** The texts of all expressions and the names they stand for, wherever they are in a call. */
const expressionsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(expressionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value as Json).flatMap(([key, inner]) =>
    /Expression$/.test(key) || key === 'ExpressionAttributeNames'
      ? [`${key}: ${JSON.stringify(inner)}`]
      : expressionsIn(inner),
  );
};

let endpoint: DynamoDbEndpoint;
let clock: { readonly now: () => number; readonly sleep: () => Promise<void> };
beforeAll(async () => {
  endpoint = await DynamoDbEndpoint.open();
  clock = { now: () => Date.now(), sleep: async () => undefined };
});
afterAll(() => endpoint.close());

const tools = () => ({ client: endpoint.client, clock, random: () => 0.5, hasTime: () => true });

/** Everything that a ledger and a saga log do, with a text wherever there may be one; what was asked of DynamoDB. */
const everything = async (text: string) => {
  endpoint.forget();
  const ledger = dynamoDbLedger(tools(), await endpoint.participantTable());
  // A counter's name may not have all of these characters.
  const counter = text.replace(/[^A-Za-z0-9._:/-]/g, '-');
  const effects = [{ counter, take: 2, capacity: 10 }];
  const first = await ledger.commit(text, { result: { [text]: text }, effects });
  const again = await ledger.commit(text, { result: null, effects });
  const exhausted = await ledger.commit(`${text}2`, {
    result: text,
    effects: [{ counter, take: 9, capacity: 10 }],
  });
  const undone = await ledger.undo(text, { reverse: true });
  await ledger.undo(`${text}3`, { reverse: true });
  await ledger.begin(`${text}4`, clock.now() + 1000);
  await ledger.finish(`${text}4`, { [text]: text });
  await ledger.undo(`${text}4`, { reverse: true });
  await ledger.settle(`${text}4`);
  const fenced = await ledger.fence(`${text}5`);

  const log = dynamoDbSagaLog(tools(), await endpoint.logTable());
  const now = isoTime(clock.now());
  const saga: SagaReference = { name: text, id: text, version: 1, startTime: now, deadlineSeconds: 60 };
  const start: SagaStart = {
    saga,
    steps: [{ name: text, by: text, type: 'pivot', compensation: text }],
    due: now,
    input: { [text]: [text] },
  };
  const error = { error: text, cause: text };
  const event = { step: text, runner: text, attempt: 1, at: now } as const;
  await log.start(start, now);
  await log.append(saga, { ...event, type: 'StepSucceeded', data: { [text]: text } });
  await log.appendAndRaise(start, [{ ...event, type: 'StepFailed', error }], 'COMPENSATING');
  await log.raise(saga, 'COMPENSATED', now);
  const listed = await log.list({ name: text, dueBefore: isoTime(clock.now() + 1000) });
  const logged = await log.read(saga);
  return {
    asked: endpoint.calls.map(({ operation, input }) => [operation, ...expressionsIn(input)]),
    answers: [first.kind, again.kind, exhausted.kind, undone.kind, fenced],
    left: await ledger.available(counter),
    item: await ledger.read(text),
    listed: listed.sagas.map(({ sagaId }) => sagaId),
    logged,
  };
};

test('names of the schema alone make the expressions, whatever the keys and values are', async () => {
  const plain = await everything('plain');
  expect(plain.answers).toEqual(['committed', 'already-done', 'exhausted', 'undone', 'UNDONE']);
  expect(plain.asked.flat().filter((text) => text.includes('Expression')).length).toBeGreaterThan(30);
  for (const text of HOSTILE) {
    const hostile = await everything(text);
    expect([text, hostile.asked]).toEqual([text, plain.asked]);
    expect([text, hostile.answers, hostile.left]).toEqual([text, plain.answers, plain.left]);
  }
});

test.each(HOSTILE)('%s is kept as it is', async (text) => {
  const { item, logged, listed } = await everything(text);
  expect(item).toMatchObject({ key: text, state: 'UNDONE', result: { [text]: text } });
  expect(listed).toEqual([text]);
  expect(logged?.header).toMatchObject({ sagaName: text, sagaId: text, input: { [text]: [text] } });
  expect(logged?.events.map(({ step, type }) => [step, type]).sort()).toEqual([
    [text, 'StepFailed'],
    [text, 'StepSucceeded'],
  ]);
});
