import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** What a participant's transactions do to a table of its own: whatever its handlers say. */
const OWN_ACTIONS = [
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
];

/** Tables by the name that handlers have for them. */
export type OwnTables = Readonly<Record<string, ITable>>;

export const grantOwnTables = (grantee: IGrantable, tables: OwnTables): void => {
  const resources = Object.values(tables).map(({ tableArn }) => tableArn);
  if (resources.length === 0) return;
  grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: OWN_ACTIONS, resources }));
  for (const { encryptionKey } of Object.values(tables)) encryptionKey?.grantEncryptDecrypt(grantee);
};

/** By what the runtime finds them. */
export const ownTablesEnvironment = (tables: OwnTables): Readonly<Record<string, string>> => {
  const names = Object.entries(tables).map(([name, { tableName }]) => [name, tableName] as const);
  // Names of tables are tokens until the template is made: the text is put together by CloudFormation.
  return names.length === 0 ? {} : { OWN_TABLES: JSON.stringify(Object.fromEntries(names)) };
};
