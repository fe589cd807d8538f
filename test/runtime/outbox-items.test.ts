import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDbSagaLog, HEADER_KEY } from '../../lib/runtime';
import { type EventType, eventTopic, HEARD, SAGA_STATUSES, STEP_EVENTS, statusTopic } from '../../lib/saga';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';
import { ManualClock } from './support/manual-clock';

const AT = '2026-11-24T10:00:09.000Z';
const EVENTS = [...Object.keys(STEP_EVENTS), 'CancelRequested', 'UnwindStarted'] as EventType[];

const reference = (id: string) => ({
  name: 'trip',
  id,
  version: 1,
  startTime: '2026-11-24T10:00:00.000Z',
  deadlineSeconds: 60,
});
const startOf = (id: string) => ({ saga: reference(id), steps: [], input: {}, due: AT });

describe('what others hear of an item', () => {
  let endpoint: DynamoDbEndpoint;
  beforeAll(async () => {
    endpoint = await DynamoDbEndpoint.open();
  });
  afterAll(() => endpoint.close());

  const setUp = async () => {
    const table = await endpoint.logTable();
    const log = dynamoDbSagaLog(
      { client: endpoint.client, clock: new ManualClock(), random: () => 0.5, hasTime: () => true },
      table,
    );
    const heard = async () => {
      const { Items = [] } = await endpoint.client.send(new ScanCommand({ TableName: table }));
      return Items.filter(({ topic }) => topic !== undefined);
    };
    return { log, heard };
  };

  /** Every attribute is there, and a subscriber knows of what and of when. */
  const expectWhole = (item: Record<string, unknown> | undefined, topic: string | undefined) => {
    expect(item).toMatchObject({ topic, pk: expect.stringMatching(/^trip\/s-/), at: AT });
    for (const attribute of HEARD)
      expect([attribute, typeof item?.[attribute]]).toEqual([attribute, 'string']);
  };

  it.each(EVENTS)('of an event %s is all there', async (type) => {
    const { log, heard } = await setUp();
    const step = type in STEP_EVENTS ? { step: 'book' } : {};
    await log.append(reference('s-1'), { type, ...step, runner: 'main', attempt: 1, at: AT });
    const [item] = await heard();
    expectWhole(item, eventTopic(type));
  });

  it('of a saga that starts is all there', async () => {
    const { log, heard } = await setUp();
    await log.start(startOf('s-1'), AT);
    const [item] = await heard();
    expectWhole(item, 'saga.started');
  });

  it.each(
    SAGA_STATUSES.filter((status) => statusTopic(status)),
  )('of status %s is all there', async (status) => {
    const { log, heard } = await setUp();
    await log.start(startOf('s-1'), AT);
    await log.raise(reference('s-1'), status, AT);
    await log.appendAndRaise(
      startOf('s-2'),
      [{ type: 'UnwindStarted', runner: 'u1', attempt: 1, at: AT }],
      status,
    );
    const headers = (await heard()).filter(({ sk }) => sk === HEADER_KEY);
    expect(headers.map(({ pk }) => pk)).toContain('trip/s-2');
    for (const header of headers) {
      expectWhole(header, statusTopic(status));
      expect(header.status).toBe(status);
    }
  });

  it('is no step of an event that is about the whole saga', async () => {
    const { log } = await setUp();
    await log.appendAndRaise(
      startOf('s-1'),
      [{ type: 'UnwindStarted', runner: 'u1', attempt: 1, at: AT }],
      'COMPENSATING',
    );
    expect((await log.read(reference('s-1')))?.events).toEqual([
      { type: 'UnwindStarted', runner: 'u1', attempt: 1, at: AT },
    ]);
  });
});
