import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { encryptTable, tableEncryption } from './encrypt-table';
import { stageSettings } from './stage';

/** What the ledger does to its table: transactions of puts, updates and condition checks, and reads by key. No delete. */
const LEDGER_ACTIONS = [
  'dynamodb:ConditionCheckItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

/** The database of one participant: its ledger and its counted resources. Nobody else writes to it, but operators who resolve and whoever keeps to the retention. */
export class ParticipantTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { tableRemovalPolicy, deletionProtection } = stageSettings(this);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: tableEncryption(this),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: tableRemovalPolicy,
      deletionProtection,
    });
    encryptTable(this.table);
  }

  get tableName(): string {
    return this.table.tableName;
  }

  grantLedger(grantee: IGrantable): void {
    this.table.grant(grantee, ...LEDGER_ACTIONS);
  }

  /** Remove what is kept of sagas of that name, and nothing else that is in the table: no counter, no other saga. */
  grantRemove(grantee: IGrantable, sagaName: string): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:DeleteItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${sagaName}/*`] } },
      }),
    );
  }
}
