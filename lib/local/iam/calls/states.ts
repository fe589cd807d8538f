import type { Access } from '../access-control';
import { type AccessOf, access, objects, text } from './call-access';

const MACHINE = /^(arn:[^:]+:states:[^:]+:[^:]+:stateMachine:[^:]+)(?::(.+))?$/;

/**
 * A version or alias is authorized by its machine's own ARN; which one it was is a condition key.
 * Source: Step Functions developer guide, "Authorization for versions and aliases".
 */
const ofMachine =
  (field: string): AccessOf =>
  ({ operation, input }) => {
    // Behind `#` stands the test case that an execution is started in here.
    const [arn = ''] = text(input[field]).split('#');
    const [, machine = arn, qualifier] = MACHINE.exec(arn) ?? [];
    const context = qualifier === undefined ? {} : { 'states:statemachinequalifier': qualifier };
    return [access(`states:${operation}`, machine, context)];
  };

const ofExecution: AccessOf = ({ operation, input }) => [
  access(`states:${operation}`, text(input.executionArn)),
];

/** The machine whose task waits, or the activity whose worker answers; a token that nobody waits for is refused for that. */
const ofToken: AccessOf = ({ operation, input }, scope) => {
  const machine = scope.machineOfToken(text(input.taskToken));
  return machine === undefined ? [] : [access(`states:${operation}`, machine)];
};

/** Machines and activities themselves, by the ARN that the call names. */
const ofResource =
  (field: string): AccessOf =>
  ({ operation, input }) => [access(`states:${operation}`, text(input[field]))];

/** A resource that does not exist yet, by its name. */
const ofNew =
  (type: 'stateMachine' | 'activity'): AccessOf =>
  ({ operation, input }, { region, accountId }) => [
    access(`states:${operation}`, `arn:aws:states:${region}:${accountId}:${type}:${text(input.name)}`),
  ];

/** Whoever gives a role to Step Functions must be let pass it on. */
const passed = ({ roleArn }: Readonly<Record<string, unknown>>): readonly Access[] =>
  roleArn === undefined
    ? []
    : [access('iam:PassRole', text(roleArn), { 'iam:passedtoservice': 'states.amazonaws.com' })];

/** Publishing along with it, and tags, are rights of their own. Source: Service Authorization Reference. */
const withParts =
  (own: AccessOf): AccessOf =>
  (call, scope) => {
    const accesses = own(call, scope);
    const resource = accesses[0]?.resource ?? '*';
    return [
      ...accesses,
      ...passed(call.input),
      ...(call.input.publish === true ? [access('states:PublishStateMachineVersion', resource)] : []),
      ...(call.input.tags === undefined ? [] : [access('states:TagResource', resource)]),
    ];
  };

/** An alias is made of versions; it is their machine that has it. */
const ofRoutedMachine: AccessOf = ({ operation, input }) => {
  const [route] = objects(input.routingConfiguration);
  const [, machine = '*'] = MACHINE.exec(text(route?.stateMachineVersionArn)) ?? [];
  return [access(`states:${operation}`, machine)];
};

const testedState: AccessOf = ({ operation, input }) => [
  access(`states:${operation}`, '*'),
  ...passed(input),
  ...(input.revealSecrets === true ? [access('states:RevealSecrets', '*')] : []),
];

const OPERATIONS: Readonly<Record<string, AccessOf>> = {
  StartExecution: ofMachine('stateMachineArn'),
  ListExecutions: (call, scope) =>
    (call.input.mapRunArn === undefined ? ofMachine('stateMachineArn') : ofResource('mapRunArn'))(
      call,
      scope,
    ),
  DescribeStateMachine: ofMachine('stateMachineArn'),
  ListStateMachineVersions: ofMachine('stateMachineArn'),
  ListStateMachineAliases: ofMachine('stateMachineArn'),
  DescribeStateMachineAlias: ofMachine('stateMachineAliasArn'),
  DeleteStateMachineVersion: ofMachine('stateMachineVersionArn'),
  CreateStateMachine: withParts(ofNew('stateMachine')),
  UpdateStateMachine: withParts(ofMachine('stateMachineArn')),
  DeleteStateMachine: ofMachine('stateMachineArn'),
  PublishStateMachineVersion: ofMachine('stateMachineArn'),
  CreateStateMachineAlias: ofRoutedMachine,
  UpdateStateMachineAlias: ofMachine('stateMachineAliasArn'),
  DeleteStateMachineAlias: ofMachine('stateMachineAliasArn'),
  StartSyncExecution: ofMachine('stateMachineArn'),
  TagResource: ofResource('resourceArn'),
  UntagResource: ofResource('resourceArn'),
  ListTagsForResource: ofResource('resourceArn'),
  CreateActivity: withParts(ofNew('activity')),
  DescribeActivity: ofResource('activityArn'),
  DeleteActivity: ofResource('activityArn'),
  GetActivityTask: ofResource('activityArn'),
  TestState: testedState,
  DescribeExecution: ofExecution,
  GetExecutionHistory: ofExecution,
  StopExecution: ofExecution,
  RedriveExecution: ofExecution,
  DescribeStateMachineForExecution: ofExecution,
  ListMapRuns: ofExecution,
  DescribeMapRun: ofResource('mapRunArn'),
  UpdateMapRun: ofResource('mapRunArn'),
  SendTaskSuccess: ofToken,
  SendTaskFailure: ofToken,
  SendTaskHeartbeat: ofToken,
};

export const statesAccess: AccessOf = (call, scope) =>
  OPERATIONS[call.operation]?.(call, scope) ?? [access(`states:${call.operation}`, '*')];
