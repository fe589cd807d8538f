import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { loadAssembly } from '../../local';
import {
  type ClientOptions,
  lossesOfDeploying,
  type StackLoss,
  type StackToDeploy,
  unprotectFailedCreate,
} from '../../operations';
import { runCdk, synthesizeWithCdk } from '../cdk';
import { type CliCommand, UsageError } from '../command';
import type { CliHost } from '../host';
import { awsSettings, cdkEnvironment } from '../operator/aws-settings';
import { explained } from '../operator/explained';
import { refuseRedirections, stacksToCompare } from './deploy-arguments';

interface DeployOptions {
  readonly context: readonly string[];
  readonly profile?: string;
  readonly requireApproval?: string;
  readonly allowLoss?: true;
}

export const deployCommand: CliCommand = {
  configure: (command) =>
    command
      .argument(
        '[stacks...]',
        'stacks, or options of cdk deploy behind -- (default: all stacks of the stage)',
      )
      .option(
        '-c, --context <key=value>',
        'as for cdk: stage=prod, key=true',
        (value: string, before: readonly string[]) => [...before, value],
        [],
      )
      .option('--profile <name>', 'profile of your AWS settings')
      .option('--require-approval <when>', 'as for cdk deploy: never, any-change, broadening')
      .option('--allow-loss', 'deploy even if it takes away what protects data'),
  run: async (host, options: DeployOptions, asked: unknown) => {
    const { context, profile, requireApproval } = options;
    const rest = asked as readonly string[];
    refuseRedirections(rest, host.env);
    // Decided once, for whoever looks and whoever deploys.
    const client = await awsSettings(host.env, profile);
    const cdk = { ...host, env: cdkEnvironment(host.env, client) };
    const settings = profile === undefined ? [] : ['--profile', profile];
    const assembly = await synthesizeWithCdk(cdk, [
      ...settings,
      ...context.flatMap((value) => ['--context', value]),
    ]);
    const all = loadAssembly(assembly);
    const named = all.filter(({ stackName }) => rest.includes(stackName));
    await guard(host, client, options, stacksToCompare(all, rest));
    return runCdk(cdk, [
      'deploy',
      '--app',
      assembly,
      ...settings,
      ...(requireApproval === undefined ? [] : ['--require-approval', requireApproval]),
      ...(named.length > 0 || rest.some((name) => name.includes('*')) ? [] : ['--all']),
      ...rest,
    ]);
  },
};

/** Nothing is deployed that takes away, unasked, what protects the data that is there. */
const guard = async (
  host: CliHost,
  settings: ClientOptions,
  { allowLoss }: DeployOptions,
  stacks: readonly StackToDeploy[],
): Promise<void> => {
  const client = new CloudFormationClient(settings);
  try {
    const losses = (await Promise.all(stacks.map((stack) => lossesOfDeploying(client, stack)))).flat();
    for (const loss of losses) host.stderr(`${lineOf(loss)}\n`);
    if (losses.length > 0 && !allowLoss) {
      throw new UsageError(
        `nothing was deployed, because it would take away what protects data: ${losses.length} losses in ` +
          `${[...new Set(losses.map(({ stackName }) => stackName))].join(', ')}, listed above; ` +
          'if that is meant, say so with --allow-loss; if not, look at -c stage, -c key, -c alarms and stages.json',
      );
    }
    for (const { stackName } of stacks) {
      if (await unprotectFailedCreate(client, stackName))
        host.stderr(`${stackName}: its first create failed; it may be deleted now, and is created again\n`);
    }
  } catch (error) {
    throw explained(error, { name: 'AWS', client: settings, isLocal: false });
  } finally {
    client.destroy();
  }
};

const lineOf = ({ stackName, resource, type, what }: StackLoss): string =>
  `${stackName}: ${resource === undefined ? '' : `${resource} `}(${type}): ${what}`;
