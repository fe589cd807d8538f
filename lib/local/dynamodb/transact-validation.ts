import deleteItem from 'dynalite/validations/deleteItem.js';
import getItem from 'dynalite/validations/getItem.js';
import putItem from 'dynalite/validations/putItem.js';
import updateItem from 'dynalite/validations/updateItem.js';
import type { JsonObject } from '../http';
import type { ActionStore, Validation } from './dynalite';

/** The parameter that dynalite does not know; the answer of a failed condition then holds the item as it was. */
export const returnOnFailure: JsonObject = {
  ReturnValuesOnConditionCheckFailure: { type: 'String', enum: ['ALL_OLD', 'NONE'] },
};

const CONDITION = ['ConditionExpression', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];

const pick = (types: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, types[name]]));

const required = (type: unknown): JsonObject => ({ ...(type as JsonObject), notNull: true });

const member = (name: string, children: JsonObject): JsonObject => ({
  type: `FieldStruct<${name}>`,
  children: { ...children, ...returnOnFailure },
});

const capacity = pick(putItem.types, ['ReturnConsumedCapacity', 'ReturnItemCollectionMetrics']);

const listOf = (shape: string, children: JsonObject): JsonObject => ({
  type: 'List',
  notNull: true,
  lengthGreaterThanOrEqual: 1,
  lengthLessThanOrEqual: 100,
  children: { type: `ValueStruct<${shape}>`, children },
});

type Members = readonly Readonly<Record<string, never>>[];

/** Runs each member's own checks; the first complaint is the answer. */
const eachMember =
  (customs: Readonly<Record<string, Validation['custom']>>, exactlyOne: string) =>
  (data: { readonly TransactItems: Members }, store: ActionStore): string | undefined => {
    for (const entry of data.TransactItems) {
      const [kind, ...others] = Object.keys(entry);
      if (kind === undefined || others.length > 0) return exactlyOne;
      const complaint = customs[kind]?.(entry[kind] as never, store);
      if (complaint) return complaint;
    }
    return undefined;
  };

/** TransactWriteItems, put together from dynalite's checks of the single writes. */
export const transactWriteItems: Validation = {
  types: {
    ...capacity,
    ClientRequestToken: { type: 'String', lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 36 },
    TransactItems: listOf('TransactWriteItem', {
      ConditionCheck: member('ConditionCheck', {
        ...pick(deleteItem.types, ['TableName', 'Key', ...CONDITION]),
        ConditionExpression: required(deleteItem.types.ConditionExpression),
      }),
      Put: member('Put', pick(putItem.types, ['TableName', 'Item', ...CONDITION])),
      Update: member('Update', {
        ...pick(updateItem.types, ['TableName', 'Key', ...CONDITION]),
        UpdateExpression: required(updateItem.types.UpdateExpression),
      }),
      Delete: member('Delete', pick(deleteItem.types, ['TableName', 'Key', ...CONDITION])),
    }),
  },
  custom: eachMember(
    {
      ConditionCheck: deleteItem.custom,
      Put: putItem.custom,
      Update: updateItem.custom,
      Delete: deleteItem.custom,
    },
    'TransactItems can only contain one of Check, Put, Update or Delete',
  ),
};

export const transactGetItems: Validation = {
  types: {
    ReturnConsumedCapacity: capacity.ReturnConsumedCapacity,
    TransactItems: listOf('TransactGetItem', {
      Get: {
        type: 'FieldStruct<Get>',
        notNull: true,
        children: pick(getItem.types, [
          'TableName',
          'Key',
          'ProjectionExpression',
          'ExpressionAttributeNames',
        ]),
      },
    }),
  },
  custom: eachMember({ Get: getItem.custom }, 'TransactItems can only contain Get'),
};
