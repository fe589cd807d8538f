import { ServiceError } from '../http';
import { type Operation, seconds } from './operation';
import { pageOf } from './paging';

const listStateMachines: Operation = ({ machines }, input) => {
  const page = pageOf(machines.all(), 'machines', input.maxResults, input.nextToken);
  return {
    stateMachines: page.items.map((machine) => ({
      stateMachineArn: machine.arn,
      name: machine.name,
      type: machine.type,
      creationDate: seconds(machine.creationDate),
    })),
    ...(page.nextToken ? { nextToken: page.nextToken } : {}),
  };
};

const describeStateMachine: Operation = ({ machines }, input) => {
  const { machine, reference } = machines.find(input.stateMachineArn);
  return {
    stateMachineArn: reference.stateMachineAliasArn ?? reference.stateMachineVersionArn ?? machine.arn,
    name: machine.name,
    status: 'ACTIVE',
    definition: machine.definition,
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: seconds(machine.creationDate),
  };
};

const listStateMachineVersions: Operation = ({ machines }, input) => {
  const { machine } = machines.find(input.stateMachineArn);
  return {
    stateMachineVersions: machines.versionsOf(machine.arn).map((arn) => ({
      stateMachineVersionArn: arn,
      creationDate: seconds(machine.creationDate),
    })),
  };
};

const listStateMachineAliases: Operation = ({ machines }, input) => {
  const { machine } = machines.find(input.stateMachineArn);
  return {
    stateMachineAliases: machines.aliasesOf(machine.arn).map((arn) => ({
      stateMachineAliasArn: arn,
      creationDate: seconds(machine.creationDate),
    })),
  };
};

const describeStateMachineAlias: Operation = ({ machines }, input) => {
  const { machine, reference } = machines.find(input.stateMachineAliasArn);
  const { stateMachineAliasArn, stateMachineVersionArn } = reference;
  if (stateMachineAliasArn === undefined) {
    throw new ServiceError('ResourceNotFound', `Resource not found: '${String(input.stateMachineAliasArn)}'`);
  }
  return {
    stateMachineAliasArn,
    name: stateMachineAliasArn.split(':').at(-1) ?? '',
    routingConfiguration: [{ stateMachineVersionArn, weight: 100 }],
    creationDate: seconds(machine.creationDate),
    updateDate: seconds(machine.creationDate),
  };
};

const fromTheTemplate =
  (operation: string): Operation =>
  () => {
    throw new ServiceError(
      'UnsupportedOperation',
      `${operation} is not supported: the embedded stack runs what the CloudFormation template declares; change the CDK app and start it again.`,
    );
  };

export const MACHINE_OPERATIONS: Readonly<Record<string, Operation>> = {
  ListStateMachines: listStateMachines,
  DescribeStateMachine: describeStateMachine,
  DescribeStateMachineAlias: describeStateMachineAlias,
  ListStateMachineVersions: listStateMachineVersions,
  ListStateMachineAliases: listStateMachineAliases,
  ListTagsForResource: () => ({ tags: [] }),
  ...Object.fromEntries(
    [
      'CreateStateMachine',
      'UpdateStateMachine',
      'DeleteStateMachine',
      'PublishStateMachineVersion',
      'CreateStateMachineAlias',
      'UpdateStateMachineAlias',
      'DeleteStateMachineAlias',
      'DeleteStateMachineVersion',
    ].map((operation) => [operation, fromTheTemplate(operation)]),
  ),
};
