import { type JsonObject, ServiceError } from '../http';
import { checkRoleArn, machineOf, resourceIn } from './arn';
import { configurationOf, type MachineVersion, type StateMachine } from './machine';
import { configurationIn } from './machine-configuration';
import { type Operation, optionalText, type StatesContext, seconds } from './operation';
import { pageOf } from './paging';
import { deleting, sameMachine } from './state-machines';
import type { Tag } from './tags';
import { checkName } from './validate';

const checkVersionDescription = ({ publish, versionDescription }: JsonObject): void => {
  if (versionDescription !== undefined && publish !== true) {
    throw new ServiceError('ValidationException', 'Version description can only be set when publish is true');
  }
};

/** Step Functions tries the role on when a machine gets it. */
const checkRole = ({ mayAssume }: StatesContext, roleArn: string, machineArn: string): void => {
  checkRoleArn(roleArn);
  if (!mayAssume(roleArn, machineArn)) {
    throw new ServiceError(
      'AccessDeniedException',
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    );
  }
};

const createStateMachine: Operation = (context, input) => {
  const { machines, tags, now, arnOf, checkDefinition } = context;
  const name = input.name as string;
  checkName(name);
  checkVersionDescription(input);
  const creationDate = now();
  const machine: StateMachine = {
    arn: arnOf('stateMachine', name),
    name,
    type: input.type === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    roleArn: input.roleArn as string,
    definition: input.definition as string,
    creationDate,
    ...configurationIn(input),
  };
  const versionDescription = optionalText(input.versionDescription);
  const createdWith = {
    publish: input.publish === true,
    ...(versionDescription === undefined ? {} : { versionDescription }),
  };
  if (machines.has(machine.arn)) return existing(context, machine, createdWith);
  checkRole(context, machine.roleArn, machine.arn);
  checkDefinition(machine);
  machines.create(machine, createdWith);
  if (input.tags) tags.add(machine.arn, input.tags as readonly Tag[]);
  const version = createdWith.publish
    ? machines.publish(machine.arn, creationDate, versionDescription)
    : undefined;
  return created(machine, version);
};

const created = ({ arn, creationDate }: StateMachine, version: MachineVersion | undefined): JsonObject => ({
  stateMachineArn: arn,
  creationDate: seconds(creationDate),
  ...(version ? { stateMachineVersionArn: version.arn } : {}),
});

/** The same again is no error; role and tags are not compared. Source: API reference, CreateStateMachine. */
const existing = (
  { machines }: StatesContext,
  asked: StateMachine,
  createdWith: JsonObject & { readonly publish: boolean },
): JsonObject => {
  const known = machines.get(asked.arn);
  if (machines.statusOf(asked.arn) === 'DELETING') throw deleting(asked.arn);
  const same =
    known.type === asked.type &&
    sameMachine({ ...asked, roleArn: known.roleArn }, known) &&
    JSON.stringify(machines.createdWith(asked.arn)) === JSON.stringify(createdWith);
  if (!same) {
    throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${asked.arn}'`);
  }
  return created(known, createdWith.publish ? machines.version(`${asked.arn}:1`) : undefined);
};

const updateStateMachine: Operation = (context, input) => {
  const { machines, now, newId, checkDefinition } = context;
  const arn = input.stateMachineArn as string;
  machineOf(arn);
  checkVersionDescription(input);
  const machine = machines.get(arn);
  if (machines.statusOf(arn) === 'DELETING') throw deleting(arn);
  const { definition, roleArn } = input as Record<string, string | undefined>;
  const configuration = configurationIn(input);
  if (definition === undefined && roleArn === undefined && Object.keys(configuration).length === 0) {
    throw new ServiceError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
  }
  if (roleArn !== undefined) checkRole(context, roleArn, arn);
  if (definition !== undefined) {
    checkDefinition({ ...machine, definition, ...(roleArn === undefined ? {} : { roleArn }) });
  }
  const wanted: StateMachine = {
    ...machine,
    ...(definition === undefined ? {} : { definition }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...configuration,
  };
  const updateDate = now();
  const updated = sameMachine(machine, wanted) ? machine : { ...wanted, revisionId: newId(), updateDate };
  machines.update(updated);
  const version =
    input.publish === true
      ? machines.publish(arn, updateDate, optionalText(input.versionDescription))
      : undefined;
  return {
    updateDate: seconds(updateDate),
    ...(updated.revisionId === undefined ? {} : { revisionId: updated.revisionId }),
    ...(version ? { stateMachineVersionArn: version.arn } : {}),
  };
};

/** A machine goes once its executions have ended; they end at their next state. One that is not there is gone already. */
const deleteStateMachine: Operation = ({ machines, tags, removeWhenIdle }, input) => {
  const arn = input.stateMachineArn as string;
  if (resourceIn(arn, 'stateMachine').includes(':')) {
    const message = `A version or an alias is not deleted by this operation, the state machine is: '${arn}'`;
    throw new ServiceError('ValidationException', message);
  }
  if (!machines.has(arn)) return {};
  machines.beginDeletion(arn);
  tags.forget(arn);
  removeWhenIdle(arn);
  return {};
};

const describeStateMachine: Operation = ({ machines, variablesOf }, input) => {
  const arn = input.stateMachineArn as string;
  const { machine, reference } = machines.find(arn);
  const version = machines.version(reference.stateMachineVersionArn ?? arn);
  const description = version?.description ?? machines.alias(arn)?.description;
  const variableReferences = variablesOf(machine.definition);
  return {
    stateMachineArn: arn,
    name: machine.name,
    status: machines.statusOf(machine.arn),
    definition: machine.definition,
    roleArn: machine.roleArn,
    type: machine.type,
    creationDate: seconds(version?.creationDate ?? machine.creationDate),
    ...(machine.revisionId === undefined ? {} : { revisionId: machine.revisionId }),
    ...(description === undefined ? {} : { description }),
    ...configurationOf(machine),
    ...(Object.keys(variableReferences).length === 0 ? {} : { variableReferences }),
  };
};

const listStateMachines: Operation = ({ machines }, input) => {
  const all = [...machines.all()].sort((one, other) => (one.name < other.name ? -1 : 1));
  const page = pageOf(all, 'machines', input);
  return {
    stateMachines: page.items.map(({ arn, name, type, creationDate }) => ({
      stateMachineArn: arn,
      name,
      type,
      creationDate: seconds(creationDate),
    })),
    ...page.next,
  };
};

export const MACHINE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateStateMachine: createStateMachine,
  UpdateStateMachine: updateStateMachine,
  DeleteStateMachine: deleteStateMachine,
  DescribeStateMachine: describeStateMachine,
  ListStateMachines: listStateMachines,
};
