import { dynamoDbLogRemoval, dynamoDbSagaLog, memorySagaLog } from '../../lib/runtime';
import { DynamoDbEndpoint } from '../runtime/support/dynamodb-endpoint';
import { ManualClock } from '../runtime/support/manual-clock';
import { sagaLogContract } from '../runtime/support/saga-log-contract';

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
