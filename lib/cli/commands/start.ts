import { randomBytes } from 'node:crypto';
import { startSaga } from '../../runtime';
import { type CliCommand, EXIT, UsageError } from '../command';
import { findSaga, SAGA_ARGUMENT } from '../find-saga';
import type { DeployedSaga } from '../operator/deployed-saga';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { printJson } from '../operator/print';
import { withDeployment } from '../operator/with-deployment';
import { readInput } from '../read-input';

interface StartOptions extends OperatorOptions {
  readonly input?: string;
  readonly id?: string;
}

export const startCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .argument(...SAGA_ARGUMENT)
        .option('--input <file>', 'the input as JSON, - for stdin (on this machine: the valid example)')
        .option('--id <id>', 'id of the saga, [A-Za-z0-9_-]{1,64} (default: a new one)'),
      { saga: false },
    ),
  run: async (host, options: StartOptions, name = '') => {
    const definition = findSaga(name);
    const id = options.id ?? `${name}-${randomBytes(6).toString('hex')}`;
    return withDeployment(host, { ...options, saga: name }, async ({ target, sagas: [saga] }) => {
      if (options.input === undefined && !target.isLocal) {
        throw new UsageError(`--input is missing: the example is for this machine, not for ${target.name}`);
      }
      const input = await readInput(host, definition, options.input);
      const { ports } = saga as DeployedSaga;
      const { executionArn, outcome } = await startSaga(ports, definition, id, input);
      if (options.json) printJson(host, { sagaId: id, sagaName: name, executionArn, outcome });
      else host.stdout(`${id} ${outcome === 'started' ? 'started' : 'exists already'}\n`);
      return EXIT.ok;
    });
  },
};
