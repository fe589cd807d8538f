import { type AccessOf, type AccessScope, access, objects, text } from './call-access';

const busArn = (name: string, { region, accountId }: AccessScope): string =>
  name.startsWith('arn:') ? name : `arn:aws:events:${region}:${accountId}:event-bus/${name}`;

const ofRule: AccessOf = ({ operation, input }, { region, accountId }) => [
  access(`events:${operation}`, `arn:aws:events:${region}:${accountId}:rule/${text(input.Name)}`),
];

const OPERATIONS: Readonly<Record<string, AccessOf>> = {
  PutEvents: ({ input }, scope) =>
    [
      ...new Set(
        objects(input.Entries).map(({ EventBusName }) => busArn(text(EventBusName) || 'default', scope)),
      ),
    ].map((bus) => access('events:PutEvents', bus)),
  DescribeRule: ofRule,
  DisableRule: ofRule,
  EnableRule: ofRule,
  PutRule: ofRule,
  PutTargets: ofRule,
};

export const eventsAccess: AccessOf = (call, scope) =>
  OPERATIONS[call.operation]?.(call, scope) ?? [access(`events:${call.operation}`, '*')];
