import { type CfnGlobalTable, TableEncryptionV2, type TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IConstruct } from 'constructs';
import { customerKey } from './customer-key';

/** By a key that DynamoDB owns, unless the stack has one: requests to a key that AWS only manages are billed. */
export const tableEncryption = (scope: IConstruct): TableEncryptionV2 =>
  customerKey(scope) ? TableEncryptionV2.awsManagedKey() : TableEncryptionV2.dynamoOwnedKey();

/**
 * Encrypts a table with the stack's own key, if it has one. `TableEncryptionV2.customerManagedKey` asks for a region,
 * which a stack that may stand anywhere does not know; the table has one replica, where it stands itself.
 */
export const encryptTable = (table: TableV2): void => {
  const key = customerKey(table);
  if (!key) return;
  const resource = table.node.defaultChild as CfnGlobalTable;
  resource.addPropertyOverride('Replicas.0.SSESpecification.KMSMasterKeyId', key.keyArn);
};
