import { AttributeType, Billing, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type RecordType, recordIndexName } from '../saga';
import { encryptTable, tableEncryption } from './encrypt-table';
import { stageSettings } from './stage';

/** What the ledger does to its table: transactions of puts, updates and condition checks, and reads by key. It deletes nothing. */
const LEDGER_ACTIONS = [
  'dynamodb:ConditionCheckItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

export interface ParticipantTableProps {
  /** The records that the participant keeps beside its ledger. @default - none */
  readonly records?: Readonly<Record<string, RecordType>>;
}

/** The database of one participant: its ledger, its counted resources and its records. Nobody else writes to it, but operators who resolve and whoever keeps to the retention. */
export class ParticipantTable extends Construct {
  readonly table: TableV2;
  /** ARNs of the indexes by which records are listed. */
  readonly indexArns: readonly string[];
  readonly #deletable: readonly string[];

  constructor(scope: Construct, id: string, { records = {} }: ParticipantTableProps = {}) {
    super(scope, id);
    const types = Object.entries(records);
    const indexed = [...new Set(types.flatMap(([, { index }]) => index ?? []))];
    this.#deletable = types.flatMap(([type, { deletable }]) => (deletable ? [type] : []));
    const { tableRemovalPolicy, deletionProtection } = stageSettings(this);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      encryption: tableEncryption(this),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: tableRemovalPolicy,
      deletionProtection,
      ...(indexed.length === 0
        ? {}
        : {
            globalSecondaryIndexes: indexed.map((attribute) => ({
              indexName: recordIndexName(attribute),
              partitionKey: { name: attribute, type: AttributeType.STRING },
              sortKey: { name: 'pk', type: AttributeType.STRING },
            })),
          }),
      // Where what is published is read.
      ...(types.some(([, { published }]) => published) ? { dynamoStream: StreamViewType.NEW_IMAGE } : {}),
    });
    this.indexArns = indexed.map((attribute) => `${this.table.tableArn}/index/${recordIndexName(attribute)}`);
    encryptTable(this.table);
  }

  get tableName(): string {
    return this.table.tableName;
  }

  grantLedger(grantee: IGrantable): void {
    // `grant` would add the indexes, which a ledger never asks.
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: LEDGER_ACTIONS, resources: [this.table.tableArn] }),
    );
    if (this.#deletable.length === 0) return;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:DeleteItem'],
        resources: [this.table.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': this.#deletable.map((type) => `${type}#*`) },
        },
      }),
    );
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
