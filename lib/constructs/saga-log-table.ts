import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { encryptTable, tableEncryption } from './encrypt-table';
import { stageSettings } from './stage';

/** The log is append-only: only who keeps to the retention may delete. */
const APPEND_ACTIONS = [
  'dynamodb:ConditionCheckItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
];
const READ_ACTIONS = ['dynamodb:GetItem', 'dynamodb:Query'];

/** Lists sagas by `<status>#<0–7>` and the time at which they should be over. */
export const STATUS_INDEX = 'byStatus';

/** The event-sourced record of all sagas: a header and its events for each. */
export class SagaLogTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { tableRemovalPolicy, deletionProtection } = stageSettings(this);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      // Where the outbox reads what happened.
      dynamoStream: StreamViewType.NEW_IMAGE,
      billing: Billing.onDemand(),
      encryption: tableEncryption(this),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: tableRemovalPolicy,
      deletionProtection,
      globalSecondaryIndexes: [
        {
          indexName: STATUS_INDEX,
          partitionKey: { name: 'statusShard', type: AttributeType.STRING },
          sortKey: { name: 'due', type: AttributeType.STRING },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [
            'sagaName',
            'sagaId',
            'version',
            'status',
            'createTime',
            'updateTime',
            'expireTime',
          ],
        },
      ],
    });
    encryptTable(this.table);
  }

  get tableName(): string {
    return this.table.tableName;
  }

  /** Read a saga, and append to it. */
  grantAppend(grantee: IGrantable): void {
    grant(grantee, APPEND_ACTIONS, [this.table.tableArn]);
  }

  grantRead(grantee: IGrantable): void {
    grant(grantee, READ_ACTIONS, [this.table.tableArn]);
  }

  /** Remove what is kept of sagas. */
  grantRemove(grantee: IGrantable): void {
    grant(grantee, ['dynamodb:DeleteItem'], [this.table.tableArn]);
  }

  /** Find sagas by status. */
  grantList(grantee: IGrantable): void {
    grant(grantee, ['dynamodb:Query'], [`${this.table.tableArn}/index/${STATUS_INDEX}`]);
  }
}

/** `TableV2.grant` adds `index/*` as soon as a table has an index; here each right names what it is for. */
const grant = (grantee: IGrantable, actions: string[], resources: string[]): void => {
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
};
