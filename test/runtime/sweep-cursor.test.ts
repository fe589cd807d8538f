import { dynamoDbSagaLog, dynamoDbSweepCursor } from '../../lib/runtime';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';
import { ManualClock } from './support/manual-clock';

let endpoint: DynamoDbEndpoint;
beforeAll(async () => {
  endpoint = await DynamoDbEndpoint.open();
});
afterAll(() => endpoint.close());

const DUE = '2026-11-24T12:00:00.000Z';

describe('the cursor of the sweeper', () => {
  test('is what was written last, by saga', async () => {
    const table = await endpoint.logTable();
    const cursorOf = (name: string) => dynamoDbSweepCursor(endpoint, table, name);
    expect(await cursorOf('order').read()).toBeUndefined();
    await cursorOf('order').write(DUE);
    expect(await cursorOf('order').read()).toBe(DUE);
    expect(await cursorOf('trip').read()).toBeUndefined();
    await cursorOf('order').write(undefined);
    expect(await cursorOf('order').read()).toBeUndefined();
  });

  test('is no saga, and no event for others', async () => {
    const table = await endpoint.logTable();
    await dynamoDbSweepCursor(endpoint, table, 'order').write(DUE);
    const tools = {
      client: endpoint.client,
      clock: new ManualClock(),
      random: () => 0.5,
      hasTime: () => true,
    };
    expect(await dynamoDbSagaLog(tools, table).list({ name: 'order' })).toEqual({ sagas: [] });
    const { Item } = endpoint.calls.findLast(({ operation }) => operation === 'PutItem')?.input ?? {};
    expect(Object.keys(Item ?? {}).sort()).toEqual(['after', 'pk', 'sk']);
  });
});
