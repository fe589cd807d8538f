import { ServiceError } from '../http';
import { machineOf } from './arn';
import { type Operation, optionalText, seconds } from './operation';
import { pageOf } from './paging';

const publishStateMachineVersion: Operation = ({ machines, now }, input) => {
  const arn = input.stateMachineArn as string;
  machineOf(arn);
  const { revisionId: current = 'INITIAL' } = machines.get(arn);
  if (input.revisionId !== undefined && input.revisionId !== current) {
    throw new ServiceError(
      'ConflictException',
      `Failed to publish the State Machine version for revision ${String(input.revisionId)}. The current State Machine revision is ${current}.`,
    );
  }
  const version = machines.publish(arn, now(), optionalText(input.description));
  return { stateMachineVersionArn: version.arn, creationDate: seconds(version.creationDate) };
};

const listStateMachineVersions: Operation = ({ machines }, input) => {
  const { machineArn } = machineOf(input.stateMachineArn as string);
  const versions = machines.versionsOf(machineArn);
  const page = pageOf(versions, `versions ${machineArn}`, input);
  return {
    stateMachineVersions: page.items.map(({ arn, creationDate }) => ({
      stateMachineVersionArn: arn,
      creationDate: seconds(creationDate),
    })),
    ...page.next,
  };
};

/** One that is not there is deleted already. */
const deleteStateMachineVersion: Operation = ({ machines }, input) => {
  const arn = input.stateMachineVersionArn as string;
  const version = machines.version(arn);
  if (!version) return {};
  const names = machines
    .aliasesOf(version.machine.arn)
    .filter(({ routingConfiguration }) =>
      routingConfiguration.some(({ stateMachineVersionArn }) => stateMachineVersionArn === arn),
    )
    .map(({ name }) => name);
  if (names.length > 0) {
    throw new ServiceError(
      'ConflictException',
      `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${names.join(', ')}]`,
      { status: 409 },
    );
  }
  machines.deleteVersion(arn);
  return {};
};

export const VERSION_OPERATIONS: Readonly<Record<string, Operation>> = {
  PublishStateMachineVersion: publishStateMachineVersion,
  ListStateMachineVersions: listStateMachineVersions,
  DeleteStateMachineVersion: deleteStateMachineVersion,
};
