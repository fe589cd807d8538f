import type { Access } from '../access-control';
import { type AccessOf, type AccessScope, access, text } from './call-access';

/** Batches need the permission of what they are batches of. */
const ACTIONS: Readonly<Record<string, string>> = {
  SendMessageBatch: 'SendMessage',
  DeleteMessageBatch: 'DeleteMessage',
  ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
};

/** What an encrypted queue asks of the caller for its key. Source: SQS developer guide, "Key management". */
const KEY_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  SendMessage: ['kms:GenerateDataKey', 'kms:Decrypt'],
  ReceiveMessage: ['kms:Decrypt'],
};

const arnOf = (name: string, { region, accountId }: AccessScope): string =>
  `arn:aws:sqs:${region}:${accountId}:${name}`;

/** What an action on a queue needs, the queue's key included. */
export const queueAccess = (
  action: string,
  arn: string,
  scope: Pick<AccessScope, 'keyOf' | 'region'>,
  context: Access['context'] = {},
): readonly Access[] => {
  const key = scope.keyOf(arn);
  const forKey = key === undefined ? [] : (KEY_ACTIONS[action] ?? []);
  const via = {
    ...context,
    'kms:viaservice': `sqs.${scope.region}.amazonaws.com`,
    'kms:encryptioncontext:aws:sqs:arn': arn,
  };
  return [
    access(`sqs:${action}`, arn, context),
    ...forKey.map((keyAction) => access(keyAction, key as string, via)),
  ];
};

const moveTask: AccessOf = ({ input }, scope) => [
  ...['StartMessageMoveTask', 'ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].flatMap((action) =>
    queueAccess(action, text(input.SourceArn), scope),
  ),
  ...(input.DestinationArn === undefined
    ? []
    : queueAccess('SendMessage', text(input.DestinationArn), scope)),
];

const OPERATIONS: Readonly<Record<string, AccessOf>> = {
  ListQueues: () => [access('sqs:ListQueues', '*')],
  StartMessageMoveTask: moveTask,
  ListMessageMoveTasks: ({ input }, scope) =>
    queueAccess('ListMessageMoveTasks', text(input.SourceArn), scope),
};

export const sqsAccess: AccessOf = (call, scope) => {
  const own = OPERATIONS[call.operation];
  if (own) return own(call, scope);
  const { QueueUrl, QueueName } = call.input;
  const name = text(QueueName) || (text(QueueUrl).split('/').at(-1) ?? '');
  return queueAccess(ACTIONS[call.operation] ?? call.operation, arnOf(name, scope), scope);
};
