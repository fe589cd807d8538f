import { sagaProfiles } from '../../lib/cost';
import type { CallNote } from '../../lib/local/http';
import {
  CALL_PROFILE,
  dynamoDbLedger,
  dynamoDbSagaLog,
  hasTimeLeft,
  type ParticipantHandler,
  type ParticipantPorts,
  type ProfiledCall,
  type ProfiledCommand,
  participant,
  undoFromLedger,
} from '../../lib/runtime';
import { BusinessError } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { shop, shopSaga } from './support/books-bench';
import { commandsOf, failureAt } from './support/commands';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';
import { ManualClock } from './support/manual-clock';
import { tripSaga } from './support/sagas';

const { action, compensation, fence } = commandsOf(tripSaga, { product: 'chair', pieces: 2 });
const results = { book: {}, pay: {} };
const failure = failureAt('pay');
/** Counted resources that the counting rules take from. */
const COUNTERS = 2;

interface World {
  readonly handle: (event: unknown) => Promise<unknown>;
  readonly counted: (event: unknown) => Promise<unknown>;
  readonly refusing: (event: unknown) => Promise<unknown>;
  readonly kept: (event: unknown) => Promise<unknown>;
}

/** What came before, then the one command whose calls are counted. */
const scenarios: Record<ProfiledCommand, readonly ((world: World) => Promise<unknown>)[]> = {
  'first action': [({ handle }) => handle(action('book'))],
  action: [({ handle }) => handle(action('book')), ({ handle }) => handle(action('pay', { results }))],
  'action with counters': [
    ({ handle }) => handle(action('book')),
    ({ counted }) => counted(action('pay', { results })),
  ],
  'action with a numbered record': [
    ({ handle }) => handle(action('book')),
    ({ kept }) => kept(shop.action('change', { results: { open: null } })),
  ],
  'last action': [
    ({ handle }) => handle(action('book')),
    ({ handle }) => handle(action('pay', { results })),
    ({ handle }) => handle(action('tell', { results })),
  ],
  'action that was done before': [
    ({ handle }) => handle(action('pay', { results })),
    ({ handle }) => handle(action('pay', { results, attempt: 2 })),
  ],
  'action with counters that was done before': [
    ({ counted }) => counted(action('pay', { results })),
    ({ counted }) => counted(action('pay', { results, attempt: 2 })),
  ],
  'action that came after its undo': [
    ({ handle }) => handle(compensation('pay', { failure })),
    ({ handle }) => handle(action('pay', { results })),
  ],
  'action that the rules refuse': [({ refusing }) => refusing(action('pay', { results }))],
  'action that finds too little': [
    ...['a', 'b'].map(
      (id) =>
        ({ counted }: World) =>
          counted(action('pay', { results, id })),
    ),
    ({ counted }) => counted(action('pay', { results })),
  ],
  'first compensation of nothing': [
    ({ handle }) => handle(action('book')),
    ({ handle }) => handle(compensation('pay', { failure })),
  ],
  'first compensation': [
    ({ handle }) => handle(action('book')),
    ({ handle }) => handle(action('pay', { results })),
    ({ handle }) => handle(compensation('pay', { failure })),
  ],
  compensation: [
    ({ handle }) => handle(action('pay', { results })),
    ({ handle }) => handle(compensation('pay', { runner: 'u1' })),
  ],
  'compensation with counters': [
    ({ counted }) => counted(action('pay', { results })),
    ({ handle }) => handle(compensation('pay', { runner: 'u1' })),
  ],
  'compensation with a rule': [
    ({ kept }) => kept(shop.action('change', { results: { open: null } })),
    ({ kept }) => kept(shop.compensation('change', { runner: 'u1' })),
  ],
  'compensation of nothing': [({ handle }) => handle(compensation('pay', { runner: 'u1' }))],
  'compensation of what was undone before': [
    ({ handle }) => handle(compensation('pay', { runner: 'u1' })),
    ({ handle }) => handle(compensation('pay', { runner: 'u2' })),
  ],
  'last compensation': [
    ({ handle }) => handle(action('book')),
    ({ handle }) => handle(compensation('pay', { failure })),
    ({ handle }) => handle(compensation('book', { failure })),
  ],
  fence: [({ handle }) => handle(action('book')), ({ handle }) => handle(fence('tell'))],
  'fence of what was done before': [
    ({ handle }) => handle(action('tell', { results })),
    ({ handle }) => handle(fence('tell')),
  ],
};

describe('the calls of a command', () => {
  let endpoint: DynamoDbEndpoint;
  beforeAll(async () => {
    endpoint = await DynamoDbEndpoint.open();
  });
  afterAll(() => endpoint.close());

  const world = async (): Promise<World> => {
    const [table, logTable] = [await endpoint.participantTable(), await endpoint.logTable()];
    const context = { getRemainingTimeInMillis: () => 10_000 };
    const tools = {
      client: endpoint.client,
      clock: new ManualClock(),
      random: () => 0.5,
      hasTime: hasTimeLeft(context),
    };
    const ports: ParticipantPorts = {
      clock: tools.clock,
      logger: { info: () => undefined, warn: () => undefined },
      ledger: () => dynamoDbLedger(tools, table),
      log: () => dynamoDbSagaLog(tools, logTable),
      answers: { succeed: async () => undefined, fail: async () => undefined },
      random: () => 0.5,
      maxReceives: 10,
    };
    const handler = (pay: () => { readonly result: unknown }) => {
      const done = () => ({ result: {} });
      const handle: ParticipantHandler = participant(
        tripSaga,
        'desk',
        { book: done, unbook: undoFromLedger, pay, refund: undoFromLedger, tell: done },
        () => ports,
      );
      // Refusals are part of what is counted.
      return (event: unknown) => handle(event, context).catch((error: Error) => error.name);
    };
    const nothing = () => ({ result: null });
    const keeping = participant(
      shopSaga,
      'desk',
      {
        open: nothing,
        close: undoFromLedger,
        tell: nothing,
        'when-undone': () => undefined,
        change: async (_command, { records }) => {
          const next = await records.next('bill');
          const record = { type: 'note', id: `B${next.number}` } as const;
          return { result: null, effects: [next, { record, set: {}, undo: { set: { void: true } } }] };
        },
        unchange: async (_done, { records }) => {
          const next = await records.next('credit');
          return { effects: [next, { record: { type: 'note', id: `C${next.number}` }, set: {} }] };
        },
      },
      () => ports,
    );
    return {
      kept: (event) => keeping(event, context),
      handle: handler(() => ({ result: {} })),
      counted: handler(() => ({
        result: {},
        effects: [
          { counter: 'chair', take: 1, capacity: 2 },
          { counter: 'sofa', take: 1, capacity: 2 },
        ],
      })),
      refusing: handler(() => {
        throw new BusinessError('Closed', 'no');
      }),
    };
  };

  it.each(Object.keys(scenarios) as ProfiledCommand[])('%s are those of the profile', async (command) => {
    const steps = [...scenarios[command]];
    const last = steps.pop();
    const at = await world();
    for (const step of steps) await step(at);
    endpoint.forget();
    await last?.(at);
    expect(endpoint.calls.map(seen)).toEqual(CALL_PROFILE[command].map(expected));
  });

  it('of a happy saga of N steps are 3N + 2 that write', async () => {
    const { handle } = await world();
    endpoint.forget();
    await handle(action('book'));
    await handle(action('pay', { results }));
    await handle(action('tell', { results }));
    const writes = endpoint.calls.filter(({ operation }) => !['GetItem', 'Query'].includes(operation));
    expect(writes).toHaveLength(3 * 3 + 2);
  });
});

/** What can be seen of a call from outside. */
const seen = ({ operation, input }: CallNote) => {
  const items =
    (input.TransactItems as readonly Record<string, { TableName: string; Key?: unknown }>[] | undefined) ??
    [];
  const tables = [
    input.TableName,
    ...items.flatMap((item) => Object.values(item).map(({ TableName }) => TableName)),
  ];
  const isRead = operation === 'GetItem' || operation === 'Query';
  return {
    operation,
    table: String(tables.find((name) => name !== undefined)).replace(/-\d+$/, ''),
    items: isRead ? 0 : Math.max(1, items.length),
    header: !isRead && JSON.stringify(input).includes('"SagaStarted"'),
    consistent: isRead && input.ConsistentRead === true,
  };
};

const expected = (call: ProfiledCall) => {
  const counters = call.itemsPerCounter * COUNTERS;
  const isRead = call.readUnits > 0;
  return {
    operation: call.operation,
    table: call.table,
    items: call.items + counters,
    header: call.header,
    consistent: isRead,
  };
};

describe('the profile', () => {
  it('counts transactional writes double, reads as consistent, and the index with the header alone', () => {
    for (const call of Object.values(CALL_PROFILE).flat() as ProfiledCall[]) {
      const isRead = call.operation === 'GetItem' || call.operation === 'Query';
      expect(call.unitsPerItem).toBe(isRead ? 0 : call.operation === 'TransactWriteItems' ? 2 : 1);
      expect(call.readUnits).toBe(isRead ? 1 : 0);
      expect(call.indexUnits > 0).toBe(call.header);
    }
  });

  it.each<[state: string, answered: ProfiledCommand, refused: ProfiledCommand | undefined]>([
    ['PlaceOrder', 'first action', undefined],
    ['ProcessPayment', 'action', 'action that the rules refuse'],
    ['RemoveProductFromStock', 'action with counters', 'action that finds too little'],
    ['NotifyCustomer', 'last action', undefined],
    ['RefundPayment', 'compensation', undefined],
    ['RestoreStock', 'compensation with counters', undefined],
    ['CancelOrder', 'last compensation', undefined],
  ])('is what the estimator reckons with for %s', (state, answered, refused) => {
    const profiles = sagaProfiles(orderSaga, {
      counters: { 'remove-product-from-stock': COUNTERS },
      headerKb: 1,
      eventKb: 0.1,
    });
    const reckoned = (calls: readonly { service: string; operation: string; count: number }[] = []) =>
      calls
        .filter(({ service }) => service === 'dynamodb')
        .flatMap(({ count, ...call }) => Array.from({ length: count }, () => call));
    const measured = (command: ProfiledCommand) =>
      CALL_PROFILE[command].map((call: ProfiledCall) => ({
        service: 'dynamodb',
        operation: call.operation,
        ...(call.readUnits > 0
          ? { readUnits: call.readUnits }
          : {
              writeUnits:
                (call.items + call.itemsPerCounter * COUNTERS) * call.unitsPerItem + call.indexUnits,
            }),
      }));
    expect(reckoned(profiles[state]?.answered)).toEqual(measured(answered));
    if (refused) expect(reckoned(profiles[state]?.refused)).toEqual(measured(refused));
  });
});
