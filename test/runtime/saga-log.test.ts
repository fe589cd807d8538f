import { dynamoDbLogRemoval, dynamoDbSagaLog, memorySagaLog } from '../../lib/runtime';
import { DynamoDbEndpoint } from './support/dynamodb-endpoint';
import { ManualClock } from './support/manual-clock';
import { sagaLogContract } from './support/saga-log-contract';

describe('the saga log in memory', () => {
  sagaLogContract(async () => ({ log: memorySagaLog(), model: memorySagaLog() }));
});

describe('the saga log on DynamoDB', () => {
  let endpoint: DynamoDbEndpoint;

  beforeAll(async () => {
    endpoint = await DynamoDbEndpoint.open();
  });
  afterAll(() => endpoint.close());

  sagaLogContract(async () => {
    const tools = {
      client: endpoint.client,
      clock: new ManualClock(),
      random: () => 0.5,
      hasTime: () => true,
    };
    const table = await endpoint.logTable();
    const log = { ...dynamoDbSagaLog(tools, table), ...dynamoDbLogRemoval(tools, table) };
    return { log, model: memorySagaLog() };
  });
});
