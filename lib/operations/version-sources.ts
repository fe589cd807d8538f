import { type LambdaClient, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import {
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  type ExecutionListItem,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { Patience } from './patience';
import type { SagaResources } from './saga-resources';

/** The most that Step Functions puts into a page: listing has a quota of a few calls a second. */
const PAGE = 1000;

/** What the alias of a machine starts. */
export interface AliasState {
  readonly name: string;
  /** ARNs of the versions; several while a deployment moves it step by step. */
  readonly versions: readonly string[];
  /** Differs whenever the alias was changed, though it may name the same versions again. */
  readonly mark: string;
}

export interface VersionTools {
  readonly sfn: SFNClient;
  readonly lambda: LambdaClient;
  readonly patience: Patience;
}

/** Undefined where executions are started by the plain machine. */
export const aliasState = async (
  { sfn, patience }: Pick<VersionTools, 'sfn' | 'patience'>,
  { stateMachineArn, startArn }: SagaResources,
): Promise<AliasState | undefined> => {
  if (startArn === stateMachineArn) return undefined;
  const { name, routingConfiguration, updateDate } = await patience(() =>
    sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn: startArn })),
  );
  const routes = (routingConfiguration ?? []).map(
    ({ stateMachineVersionArn: arn = '', weight = 0 }) => [arn, weight] as const,
  );
  return {
    name: name ?? '',
    versions: routes.map(([arn]) => arn),
    mark: JSON.stringify([[...routes].sort(), updateDate]),
  };
};

/** Executions that are not over. PENDING_REDRIVE ones go on with the version that they were started on. */
export const openExecutions = async (
  { sfn, patience }: VersionTools,
  stateMachineArn: string,
): Promise<readonly ExecutionListItem[]> => {
  const open: ExecutionListItem[] = [];
  for (const statusFilter of ['RUNNING', 'PENDING_REDRIVE'] as const) {
    open.push(
      ...(await allPages(async (nextToken) => {
        const input = { stateMachineArn, statusFilter, maxResults: PAGE };
        const page = await patience(() =>
          sfn.send(new ListExecutionsCommand({ ...input, ...(nextToken ? { nextToken } : {}) })),
        );
        return { found: page.executions, next: page.nextToken };
      })),
    );
  }
  return open;
};

/** ARNs of all published versions of a machine. */
export const machineVersions = (
  { sfn, patience }: VersionTools,
  stateMachineArn: string,
): Promise<string[]> =>
  allPages(async (nextToken) => {
    const input = { stateMachineArn, maxResults: PAGE };
    const page = await patience(() =>
      sfn.send(new ListStateMachineVersionsCommand({ ...input, ...(nextToken ? { nextToken } : {}) })),
    );
    const found = page.stateMachineVersions?.flatMap(
      ({ stateMachineVersionArn = [] }) => stateMachineVersionArn,
    );
    return { found, next: page.nextToken };
  });

/** ARNs of all published versions of a function. Lambda never lists more than 50 at once. */
export const functionVersions = (
  { lambda, patience }: VersionTools,
  functionName: string,
): Promise<string[]> =>
  allPages(async (marker) => {
    const page = await patience(() =>
      lambda.send(
        new ListVersionsByFunctionCommand({
          FunctionName: functionName,
          ...(marker ? { Marker: marker } : {}),
        }),
      ),
    );
    const found = page.Versions?.flatMap(({ Version, FunctionArn }) =>
      Version !== '$LATEST' && FunctionArn ? [FunctionArn] : [],
    );
    return { found, next: page.NextMarker };
  });

/** Versions of functions that a machine, or a version of one, names. */
export const functionsOfMachine = async (
  { sfn, patience }: VersionTools,
  stateMachineArn: string,
): Promise<readonly string[]> =>
  functionsNamedBy(
    (await patience(() => sfn.send(new DescribeStateMachineCommand({ stateMachineArn })))).definition,
  );

/** Versions of functions that an execution was started with. */
export const functionsOfExecution = async (
  { sfn, patience }: VersionTools,
  executionArn: string | undefined,
): Promise<readonly string[]> =>
  functionsNamedBy(
    (await patience(() => sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }))))
      .definition,
  );

const functionsNamedBy = (definition = ''): readonly string[] =>
  definition.match(/arn:[\w-]+:lambda:[\w-]+:\d+:function:[\w-]+:\d+/g) ?? [];

const allPages = async <Found>(
  read: (
    from: string | undefined,
  ) => Promise<{ readonly found: readonly Found[] | undefined; readonly next: string | undefined }>,
): Promise<Found[]> => {
  const all: Found[] = [];
  let from: string | undefined;
  do {
    const { found, next } = await read(from);
    all.push(...(found ?? []));
    from = next;
  } while (from);
  return all;
};
