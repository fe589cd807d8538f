import { DeleteFunctionCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteStateMachineVersionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Random } from '../runtime';
import { type Clock, SagaError } from '../saga';
import { patienceOf } from './patience';
import type { SagaResources } from './saga-resources';
import {
  type AliasState,
  aliasState,
  functionsOfExecution,
  functionsOfMachine,
  functionVersions,
  machineVersions,
  openExecutions,
} from './version-sources';

export interface PruneClients {
  readonly sfn: SFNClient;
  readonly lambda: LambdaClient;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly random: Random;
}

/** A published version of the state machine, or of a participant's function. */
export interface PublishedVersion {
  readonly kind: 'state-machine' | 'function';
  /** With the number of the version at its end. */
  readonly arn: string;
  /** Why it has to stay; undefined when nobody can need it any more. */
  readonly needed?: string;
}

/** All versions of a saga, and what its alias was when they were looked at. */
export interface PublishedVersions {
  readonly versions: readonly PublishedVersion[];
  readonly alias: AliasState | undefined;
}

/**
 * All published versions of a saga, and which of them somebody may still need: those that the alias starts, those that
 * an open execution runs on, and the functions that their definitions name. An execution that was started by the
 * machine's plain ARN has no version: it keeps the definition of that moment, and is asked for it.
 *
 * A deployment may be under way. Versions come first and open executions last: whatever was started by an earlier state
 * of the alias is among the executions. What is newer than the newest that the alias starts is kept: a deployment
 * publishes functions, then the machine, and moves the alias last.
 */
export const listVersions = async (
  clients: PruneClients,
  resources: SagaResources,
  participants: readonly string[],
): Promise<PublishedVersions> => {
  const tools = { ...clients, patience: patienceOf(clients) };
  const machineArns = await machineVersions(tools, resources.stateMachineArn);
  const functionArns: string[] = [];
  // One after the other: they share a quota.
  for (const name of participants) {
    functionArns.push(...(await functionVersions(tools, resources.functionOf(name))));
  }
  const alias = await aliasState(tools, resources);
  const open = await openExecutions(tools, resources.stateMachineArn);

  const newest = byNumber(alias?.versions ?? [])[0];
  const tooNew = `newer than what alias ${alias?.name} starts: a deployment may be under way`;
  const neededMachines = new Map([
    ...machineArns
      .filter((arn) => newest !== undefined && numberOf(arn) > numberOf(newest))
      .map((arn) => [arn, tooNew] as const),
    ...(alias?.versions ?? []).map((arn) => [arn, `started by alias ${alias?.name}`] as const),
    ...open.flatMap(({ name = '', stateMachineVersionArn: arn }) =>
      arn ? [[arn, `execution ${name} runs on it`] as const] : [],
    ),
  ]);
  const neededFunctions = new Map<string, string>();
  for (const { name = '', executionArn, stateMachineVersionArn } of open) {
    if (stateMachineVersionArn) continue;
    for (const used of await functionsOfExecution(tools, executionArn))
      neededFunctions.set(used, `named by execution ${name}, started without a version`);
  }
  const current = new Set<string>();
  for (const arn of [...machineArns.filter((one) => neededMachines.has(one)), resources.stateMachineArn]) {
    const named = await functionsOfMachine(tools, arn);
    for (const used of named) neededFunctions.set(used, `named by ${lastParts(arn)}`);
    if (arn === (newest ?? resources.stateMachineArn)) for (const used of named) current.add(used);
  }
  for (const arn of functionArns) {
    if (!neededFunctions.has(arn) && isNewer(arn, [...current])) neededFunctions.set(arn, tooNew);
  }
  return {
    versions: [
      ...machineArns.map((arn) => published('state-machine', arn, neededMachines.get(arn))),
      ...functionArns.map((arn) => published('function', arn, neededFunctions.get(arn))),
    ],
    alias,
  };
};

/**
 * Deletes those that nobody needs; of state machines first, so that no machine names a function that is gone.
 * @throws SagaError `DeploymentUnderWay` when the alias is another one than it was when they were listed
 */
export const deleteVersions = async (
  clients: PruneClients,
  resources: SagaResources,
  { versions, alias }: PublishedVersions,
): Promise<void> => {
  const { sfn, lambda } = clients;
  const patience = patienceOf(clients);
  const unneeded = versions.filter(({ needed }) => needed === undefined);
  if (unneeded.length === 0) return;
  if ((await aliasState({ sfn, patience }, resources))?.mark !== alias?.mark) {
    throw new SagaError(
      'DeploymentUnderWay',
      `alias ${alias?.name} of saga '${resources.sagaName}' was moved while its versions were looked at, so none of ` +
        'them was removed: try again when its deployment is over',
    );
  }
  for (const { arn } of unneeded.filter(({ kind }) => kind === 'state-machine')) {
    await patience(() => sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: arn })));
  }
  for (const { arn } of unneeded.filter(({ kind }) => kind === 'function')) {
    const [, name, qualifier] = VERSION.exec(arn) ?? [];
    // Without a qualifier the whole function would be deleted.
    if (name && qualifier)
      await patience(() =>
        lambda.send(new DeleteFunctionCommand({ FunctionName: name, Qualifier: qualifier })),
      );
  }
};

const published = (
  kind: PublishedVersion['kind'],
  arn: string,
  needed: string | undefined,
): PublishedVersion => ({ kind, arn, ...(needed === undefined ? {} : { needed }) });

const VERSION = /^(.*):(\d+)$/;

const numberOf = (arn: string): number => Number(VERSION.exec(arn)?.[2]);

/** Newest first. */
const byNumber = (arns: readonly string[]): readonly string[] =>
  [...arns].sort((a, b) => numberOf(b) - numberOf(a));

/** A function of which none is in use yet may belong to a participant that is just being added. */
const isNewer = (arn: string, used: readonly string[]): boolean => {
  const [, name] = VERSION.exec(arn) ?? [];
  return used.filter((one) => VERSION.exec(one)?.[1] === name).every((one) => numberOf(arn) > numberOf(one));
};

/** `Order:3` of a version's ARN. */
const lastParts = (arn: string): string => arn.replace(/^.*:stateMachine:/, '');
