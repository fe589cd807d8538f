import { ServiceError } from '../http';
import { machineOf } from './arn';
import type { MachineAlias, Route } from './machine';
import { type Operation, optionalText, type StatesContext, seconds } from './operation';
import { pageOf } from './paging';
import { checkRouting } from './routing';

const routesOf = ({ machines }: StatesContext, value: unknown): readonly Route[] => {
  const routes = (value as readonly Route[]).map(({ stateMachineVersionArn, weight }) => ({
    stateMachineVersionArn,
    weight,
  }));
  checkRouting(routes, (arn) => machines.version(arn) !== undefined);
  return routes;
};

const existing = ({ machines }: StatesContext, arn: string): MachineAlias => {
  const alias = machines.alias(arn);
  if (alias) return alias;
  throw new ServiceError('ResourceNotFound', 'Request references a resource that does not exist.', {
    fields: { resourceName: arn },
  });
};

const createStateMachineAlias: Operation = (context, input) => {
  const { machines, now } = context;
  const name = input.name as string;
  const description = optionalText(input.description);
  const routingConfiguration = routesOf(context, input.routingConfiguration);
  const { machineArn } = machineOf((routingConfiguration[0] as Route).stateMachineVersionArn);
  const arn = `${machineArn}:${name}`;
  const known = machines.alias(arn);
  if (known && !isSame(known, description, routingConfiguration)) {
    throw new ServiceError(
      'ConflictException',
      'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
      { status: 409 },
    );
  }
  const creationDate = known?.creationDate ?? now();
  if (!known) {
    machines.putAlias({
      arn,
      name,
      ...(description === undefined ? {} : { description }),
      routingConfiguration,
      creationDate,
      updateDate: creationDate,
    });
  }
  return { stateMachineAliasArn: arn, creationDate: seconds(creationDate) };
};

const isSame = (alias: MachineAlias, description: string | undefined, routes: readonly Route[]): boolean =>
  alias.description === description && JSON.stringify(alias.routingConfiguration) === JSON.stringify(routes);

const updateStateMachineAlias: Operation = (context, input) => {
  const arn = input.stateMachineAliasArn as string;
  const { description, routingConfiguration } = input;
  if (description === undefined && routingConfiguration === undefined) {
    throw new ServiceError(
      'ValidationException',
      'Either the description or the RoutingConfiguration must be specified',
      { fields: { reason: 'MISSING_REQUIRED_PARAMETER' } },
    );
  }
  const alias = existing(context, arn);
  const updateDate = context.now();
  context.machines.putAlias({
    ...alias,
    updateDate,
    ...(description === undefined ? {} : { description: description as string }),
    ...(routingConfiguration === undefined
      ? {}
      : { routingConfiguration: routesOf(context, routingConfiguration) }),
  });
  return { updateDate: seconds(updateDate) };
};

const describeStateMachineAlias: Operation = (context, input) => {
  const alias = existing(context, input.stateMachineAliasArn as string);
  return {
    stateMachineAliasArn: alias.arn,
    name: alias.name,
    ...(alias.description === undefined ? {} : { description: alias.description }),
    routingConfiguration: alias.routingConfiguration,
    creationDate: seconds(alias.creationDate),
    updateDate: seconds(alias.updateDate),
  };
};

/** One that is not there is deleted already. */
const deleteStateMachineAlias: Operation = ({ machines }, input) => {
  const arn = input.stateMachineAliasArn as string;
  if (machines.alias(arn)) machines.deleteAlias(arn);
  return {};
};

/** Those of a machine, or those that route to a version. */
const listStateMachineAliases: Operation = ({ machines }, input) => {
  const arn = input.stateMachineArn as string;
  const { machineArn, qualifier } = machineOf(arn);
  const aliases = machines
    .aliasesOf(machineArn)
    .filter(
      ({ routingConfiguration }) =>
        qualifier === undefined ||
        routingConfiguration.some(({ stateMachineVersionArn }) => stateMachineVersionArn === arn),
    );
  const page = pageOf(aliases, `aliases ${arn}`, input);
  return {
    stateMachineAliases: page.items.map((alias) => ({
      stateMachineAliasArn: alias.arn,
      creationDate: seconds(alias.creationDate),
    })),
    ...page.next,
  };
};

export const ALIAS_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateStateMachineAlias: createStateMachineAlias,
  UpdateStateMachineAlias: updateStateMachineAlias,
  DescribeStateMachineAlias: describeStateMachineAlias,
  DeleteStateMachineAlias: deleteStateMachineAlias,
  ListStateMachineAliases: listStateMachineAliases,
};
