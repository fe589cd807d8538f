import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { RealClock } from '../../../lib/engine';
import { type ConflictRule, DynamoDbService } from '../../../lib/local/dynamodb';
import { type CallNote, HttpFront } from '../../../lib/local/http';
import { documentClient, STATUS_INDEX } from '../../../lib/runtime';
import { recordIndexName } from '../../../lib/saga';

/** A DynamoDB endpoint on loopback, called by an unmodified SDK client; tables as the stack declares them. */
export class DynamoDbEndpoint {
  /** Every call since the last `forget`, in the order of arrival. */
  readonly calls: CallNote[] = [];
  /** Looks at each call before it is carried out; what it throws is the answer. */
  before: (call: CallNote) => void = () => undefined;
  private tables = 0;

  private constructor(
    private readonly clock: RealClock,
    private readonly service: DynamoDbService,
    private readonly front: HttpFront,
    readonly client: DynamoDBDocumentClient,
  ) {}

  static async open(conflicts?: ConflictRule): Promise<DynamoDbEndpoint> {
    const clock = new RealClock();
    const service = await DynamoDbService.open({ clock, ...(conflicts ? { conflicts } : {}) });
    let endpoint: DynamoDbEndpoint | undefined;
    const front = await HttpFront.listen({
      clock,
      before: (call) => {
        endpoint?.calls.push(call);
        endpoint?.before(call);
      },
    });
    front.register(service);
    const client = new DynamoDBClient({
      endpoint: front.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    endpoint = new DynamoDbEndpoint(clock, service, front, documentClient(client));
    return endpoint;
  }

  get url(): string {
    return this.front.url;
  }

  /** With an index by each of these attributes of records. */
  async participantTable(indexes: readonly string[] = []): Promise<string> {
    const TableName = `participant-${++this.tables}`;
    await this.service.call('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', ...indexes].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes.map(recordIndex) }),
    });
    return TableName;
  }

  async logTable(): Promise<string> {
    const TableName = `log-${++this.tables}`;
    await this.service.call('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'statusShard', 'due'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: STATUS_INDEX,
          KeySchema: [
            { AttributeName: 'statusShard', KeyType: 'HASH' },
            { AttributeName: 'due', KeyType: 'RANGE' },
          ],
          Projection: {
            ProjectionType: 'INCLUDE',
            NonKeyAttributes: [
              'sagaName',
              'sagaId',
              'version',
              'status',
              'createTime',
              'updateTime',
              'expireTime',
            ],
          },
        },
      ],
    });
    return TableName;
  }

  forget(): void {
    this.calls.length = 0;
  }

  async close(): Promise<void> {
    this.client.destroy();
    await this.front.close();
    await this.service.close();
    this.clock.stop();
  }
}

const recordIndex = (attribute: string) => ({
  IndexName: recordIndexName(attribute),
  KeySchema: [
    { AttributeName: attribute, KeyType: 'HASH' },
    { AttributeName: 'pk', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
});
