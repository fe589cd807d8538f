import { type AccessOf, access, text } from './call-access';

const MACHINE = /^(arn:[^:]+:states:[^:]+:[^:]+:stateMachine:[^:]+)(?::(.+))?$/;

/**
 * A version or alias is authorized by its machine's own ARN; which one it was is a condition key.
 * Source: Step Functions developer guide, "Authorization for versions and aliases".
 */
const ofMachine =
  (field: string): AccessOf =>
  ({ operation, input }) => {
    const arn = text(input[field]);
    const [, machine = arn, qualifier] = MACHINE.exec(arn) ?? [];
    const context = qualifier === undefined ? {} : { 'states:statemachinequalifier': qualifier };
    return [access(`states:${operation}`, machine, context)];
  };

const ofExecution: AccessOf = ({ operation, input }) => [
  access(`states:${operation}`, text(input.executionArn)),
];

/** The machine whose task waits; a token that nobody waits for is refused for that. */
const ofToken: AccessOf = ({ operation, input }, scope) => {
  const machine = scope.machineOfToken(text(input.taskToken));
  return machine === undefined ? [] : [access(`states:${operation}`, machine)];
};

const OPERATIONS: Readonly<Record<string, AccessOf>> = {
  StartExecution: ofMachine('stateMachineArn'),
  ListExecutions: ofMachine('stateMachineArn'),
  DescribeStateMachine: ofMachine('stateMachineArn'),
  ListStateMachineVersions: ofMachine('stateMachineArn'),
  ListStateMachineAliases: ofMachine('stateMachineArn'),
  DescribeStateMachineAlias: ofMachine('stateMachineAliasArn'),
  DeleteStateMachineVersion: ofMachine('stateMachineVersionArn'),
  DescribeExecution: ofExecution,
  GetExecutionHistory: ofExecution,
  StopExecution: ofExecution,
  RedriveExecution: ofExecution,
  DescribeStateMachineForExecution: ofExecution,
  SendTaskSuccess: ofToken,
  SendTaskFailure: ofToken,
  SendTaskHeartbeat: ofToken,
};

export const statesAccess: AccessOf = (call, scope) =>
  OPERATIONS[call.operation]?.(call, scope) ?? [access(`states:${call.operation}`, '*')];
