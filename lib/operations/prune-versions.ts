import {
  DeleteFunctionCommand,
  type LambdaClient,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import {
  DeleteStateMachineVersionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { SagaResources } from './saga-resources';

export interface PruneClients {
  readonly sfn: SFNClient;
  readonly lambda: LambdaClient;
}

/** A published version of the state machine, or of a participant's function. */
export interface PublishedVersion {
  readonly kind: 'state-machine' | 'function';
  /** With the number of the version at its end. */
  readonly arn: string;
  /** Why it has to stay; undefined when nobody can need it any more. */
  readonly needed?: string;
}

/**
 * All published versions of a saga, and which of them somebody may still need: those that the alias starts, those that
 * an open execution runs on, and the functions that their definitions name. An execution that was started by the
 * machine's plain ARN has no version: it keeps the definition of that moment, and is asked for it.
 */
export const listVersions = async (
  clients: PruneClients,
  resources: SagaResources,
  participants: readonly string[],
): Promise<readonly PublishedVersion[]> => {
  const open = await openExecutions(clients.sfn, resources.stateMachineArn);
  const needed = new Map([
    ...(await startedByAlias(clients.sfn, resources)),
    ...open.flatMap(({ name = '', stateMachineVersionArn }): [string, string][] =>
      stateMachineVersionArn ? [[stateMachineVersionArn, `execution ${name} runs on it`]] : [],
    ),
  ]);
  const machines = (await machineVersions(clients.sfn, resources.stateMachineArn)).map((arn) =>
    published('state-machine', arn, needed.get(arn)),
  );
  const users = new Map<string, string>();
  for (const { name = '', executionArn, stateMachineVersionArn } of open) {
    if (stateMachineVersionArn) continue;
    const { definition } = await clients.sfn.send(
      new DescribeStateMachineForExecutionCommand({ executionArn }),
    );
    for (const used of functionsNamedBy(definition))
      users.set(used, `named by execution ${name}, started without a version`);
  }
  for (const { arn } of [...machines.filter((one) => one.needed), { arn: resources.stateMachineArn }]) {
    for (const used of await functionsIn(clients.sfn, arn)) users.set(used, `named by ${lastParts(arn)}`);
  }
  const functions = await Promise.all(
    participants.map((participant) => functionVersions(clients.lambda, resources.functionOf(participant))),
  );
  return [...machines, ...functions.flat().map((arn) => published('function', arn, users.get(arn)))];
};

/** Deletes versions; of state machines first, so that no machine names a function that is gone. */
export const deleteVersions = async (
  { sfn, lambda }: PruneClients,
  versions: readonly PublishedVersion[],
): Promise<void> => {
  for (const { arn } of versions.filter(({ kind }) => kind === 'state-machine')) {
    await sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: arn }));
  }
  for (const { arn } of versions.filter(({ kind }) => kind === 'function')) {
    const [, name, qualifier] = /^(.*):(\d+)$/.exec(arn) ?? [];
    // Without a qualifier the whole function would be deleted.
    if (name && qualifier)
      await lambda.send(new DeleteFunctionCommand({ FunctionName: name, Qualifier: qualifier }));
  }
};

const published = (
  kind: PublishedVersion['kind'],
  arn: string,
  needed: string | undefined,
): PublishedVersion => ({ kind, arn, ...(needed === undefined ? {} : { needed }) });

/** Version ARN of a machine → why it is needed. */
const startedByAlias = async (
  sfn: SFNClient,
  { stateMachineArn, startArn }: SagaResources,
): Promise<ReadonlyMap<string, string>> => {
  if (startArn === stateMachineArn) return new Map();
  const alias = await sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: startArn }));
  return new Map(
    (alias.routingConfiguration ?? []).map(({ stateMachineVersionArn = '' }) => [
      stateMachineVersionArn,
      `started by alias ${alias.name ?? ''}`,
    ]),
  );
};

const openExecutions = async (
  sfn: SFNClient,
  stateMachineArn: string,
): Promise<readonly ExecutionListItem[]> => {
  const open: ExecutionListItem[] = [];
  // PENDING_REDRIVE ones are open, too: they go on with the version that they were started on.
  for (const statusFilter of ['RUNNING', 'PENDING_REDRIVE'] as const) {
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter, ...(nextToken ? { nextToken } : {}) }),
      );
      open.push(...(page.executions ?? []));
      nextToken = page.nextToken;
    } while (nextToken);
  }
  return open;
};

const machineVersions = async (sfn: SFNClient, stateMachineArn: string): Promise<readonly string[]> => {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(
      new ListStateMachineVersionsCommand({ stateMachineArn, ...(nextToken ? { nextToken } : {}) }),
    );
    found.push(
      ...(page.stateMachineVersions ?? []).flatMap(
        ({ stateMachineVersionArn = [] }) => stateMachineVersionArn,
      ),
    );
    nextToken = page.nextToken;
  } while (nextToken);
  return found;
};

/** Versions of functions that a definition names. */
const functionsIn = async (sfn: SFNClient, stateMachineArn: string): Promise<readonly string[]> => {
  const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  return functionsNamedBy(definition);
};

const functionsNamedBy = (definition = ''): readonly string[] =>
  definition.match(/arn:[\w-]+:lambda:[\w-]+:\d+:function:[\w-]+:\d+/g) ?? [];

const functionVersions = async (lambda: LambdaClient, functionName: string): Promise<readonly string[]> => {
  const found: string[] = [];
  let marker: string | undefined;
  do {
    const page = await lambda.send(
      new ListVersionsByFunctionCommand({
        FunctionName: functionName,
        ...(marker ? { Marker: marker } : {}),
      }),
    );
    for (const { Version, FunctionArn } of page.Versions ?? [])
      if (Version !== '$LATEST' && FunctionArn) found.push(FunctionArn);
    marker = page.NextMarker;
  } while (marker);
  return found;
};

/** `Order:3` of a version's ARN. */
const lastParts = (arn: string): string => arn.replace(/^.*:stateMachine:/, '');
