import { LambdaClient } from '@aws-sdk/client-lambda';
import { deleteVersions, listVersions, type PublishedVersion } from '../../operations';
import { systemClock, systemRandom } from '../../runtime';
import { participantNames } from '../../saga';
import { type CliCommand, EXIT } from '../command';
import { amongSagas } from '../operator/among-sagas';
import type { DeployedSaga } from '../operator/deployed-saga';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { printJson, printTable } from '../operator/print';
import { withDeployment } from '../operator/with-deployment';

interface PruneOptions extends OperatorOptions {
  readonly yes?: true;
}

export const pruneCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(command.option('--yes', 'remove them (default: list them)'), { saga: true }),
  run: async (host, options: PruneOptions) =>
    withDeployment(host, options, async ({ target, sagas }) => {
      // A running saga local: it keeps no versions of what was deployed before.
      if (target.stacks) {
        if (options.json) printJson(host, { versions: [], removed: false });
        else host.stdout(`${target.name} runs what its template declares: there is nothing to remove\n`);
        return EXIT.ok;
      }
      const lambda = new LambdaClient(target.client);
      try {
        const versions: PublishedVersion[] = [];
        const prune = async ({ clients, resources, definition }: DeployedSaga): Promise<void> => {
          const tools = { sfn: clients.sfn, lambda, clock: systemClock, random: systemRandom };
          const found = await listVersions(tools, resources, participantNames(definition));
          if (options.yes) await deleteVersions(tools, resources, found);
          versions.push(...found.versions);
        };
        await amongSagas(host, sagas, async ({ attempt }) => {
          for (const saga of sagas) await attempt(saga, () => prune(saga));
        });
        if (options.json) printJson(host, { versions, removed: options.yes === true });
        else printVersions(host, versions, options.yes === true);
        return EXIT.ok;
      } finally {
        lambda.destroy();
      }
    }),
};

const isPrunable = ({ needed }: PublishedVersion): boolean => needed === undefined;

const printVersions = (
  host: Parameters<CliCommand['run']>[0],
  versions: readonly PublishedVersion[],
  removed: boolean,
): void => {
  printTable(
    host,
    ['version', 'of', ''],
    versions.map(({ arn, kind, needed }) => [
      arn.split(':').slice(6).join(':'),
      kind === 'function' ? 'function' : 'state machine',
      needed ?? (removed ? 'removed' : 'nobody needs it'),
    ]),
  );
  const count = versions.filter(isPrunable).length;
  host.stdout(
    removed
      ? `${count} of ${versions.length} versions removed\n`
      : `${count} of ${versions.length} versions can go: saga prune --yes\n`,
  );
};
