import type { JsonObject } from '../../http';
import type { Access } from '../access-control';
import { type AccessOf, type AccessScope, access, objects, text } from './call-access';

/** A transaction has no permission of its own: each of its parts needs that of its kind. */
const PARTS: Readonly<Record<string, string>> = {
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  Get: 'dynamodb:GetItem',
};

const tableArn = (name: string, { region, accountId }: AccessScope): string =>
  name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;

/** The partition key of what is read or written, as far as the call shows it. */
const leadingKeys = (input: JsonObject): Access['context'] => {
  const key = (input.Key ?? input.Item) as Readonly<Record<string, JsonObject>> | undefined;
  const first = key && Object.values(key)[0];
  const value = first && Object.values(first)[0];
  return typeof value === 'string' ? { 'dynamodb:leadingkeys': [value] } : {};
};

/** A table under a key of the customer's is read and written with the caller's right to that key. */
const withKey = (arn: string, accesses: readonly Access[], scope: AccessScope): readonly Access[] => {
  const key = scope.keyOf(arn);
  if (key === undefined) return accesses;
  return [
    ...accesses,
    access('kms:Decrypt', key, { 'kms:viaservice': `dynamodb.${scope.region}.amazonaws.com` }),
  ];
};

const ofPart = (part: JsonObject, scope: AccessScope): readonly Access[] =>
  Object.entries(part).flatMap(([kind, value]) => {
    const input = value as JsonObject;
    const arn = tableArn(text(input.TableName), scope);
    return withKey(arn, [access(PARTS[kind] ?? `dynamodb:${kind}`, arn, leadingKeys(input))], scope);
  });

const ofTable = (action: string, name: string, scope: AccessScope): readonly Access[] => {
  const arn = tableArn(name, scope);
  return withKey(arn, [access(action, arn)], scope);
};

const ofOne: AccessOf = ({ operation, input }, scope) => {
  const arn = tableArn(text(input.TableName), scope);
  const index = text(input.IndexName);
  const resource = index === '' ? arn : `${arn}/index/${index}`;
  return withKey(arn, [access(`dynamodb:${operation}`, resource, leadingKeys(input))], scope);
};

const OPERATIONS: Readonly<Record<string, AccessOf>> = {
  TransactWriteItems: ({ input }, scope) =>
    objects(input.TransactItems).flatMap((part) => ofPart(part, scope)),
  TransactGetItems: ({ input }, scope) => objects(input.TransactItems).flatMap((part) => ofPart(part, scope)),
  BatchGetItem: ({ input }, scope) =>
    Object.keys(input.RequestItems ?? {}).flatMap((name) => ofTable('dynamodb:BatchGetItem', name, scope)),
  BatchWriteItem: ({ input }, scope) =>
    Object.keys(input.RequestItems ?? {}).flatMap((name) => ofTable('dynamodb:BatchWriteItem', name, scope)),
  ListTables: () => [access('dynamodb:ListTables', '*')],
};

export const dynamodbAccess: AccessOf = (call, scope) => (OPERATIONS[call.operation] ?? ofOne)(call, scope);
