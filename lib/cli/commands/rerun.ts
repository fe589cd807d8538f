import { rerunSaga } from '../../operations';
import { type CliCommand, EXIT } from '../command';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { printJson } from '../operator/print';
import { locate, withDeployment } from '../operator/with-deployment';

interface RerunOptions extends OperatorOptions {
  /** Of the new one. */
  readonly id?: string;
}

export const rerunCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .argument('<id>', 'id of the saga whose input is used')
        .option('--id <id>', 'id of the new one (default: <id>-2, <id>-3 …)'),
      { saga: true },
    ),
  run: async (host, options: RerunOptions, id = '') =>
    withDeployment(host, options, async (deployment) => {
      const { ports } = await locate(host, deployment, id);
      const rerun = await rerunSaga(ports, id, options.id);
      if (options.json) printJson(host, rerun);
      else host.stdout(`${rerun.sagaId} started with the input of ${id}\n`);
      return EXIT.ok;
    }),
};
