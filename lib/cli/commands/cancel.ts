import { type Cancellation, cancelSaga } from '../../operations';
import { type CliCommand, EXIT } from '../command';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { printJson } from '../operator/print';
import { locate, withDeployment } from '../operator/with-deployment';

interface CancelOptions extends OperatorOptions {
  readonly reason: string;
}

export const cancelCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .argument('<id>', 'id of the saga')
        .option('--reason <text>', 'why, for whoever reads its log', 'cancelled by an operator'),
      { saga: true },
    ),
  run: async (host, options: CancelOptions, id = '') =>
    withDeployment(host, options, async (deployment) => {
      const { ports } = await locate(deployment, id);
      const cancellation = await cancelSaga(ports, id, options.reason);
      if (options.json) printJson(host, cancellation);
      else host.stdout(`${sentence(cancellation)}\n`);
      return EXIT.ok;
    }),
};

const sentence = ({ sagaId, outcome, statusBefore, unwind }: Cancellation): string => {
  switch (outcome) {
    case 'unwinding':
      return `${sagaId} was ${statusBefore} and is undone now, by ${unwind}`;
    case 'already-unwinding':
      return `${sagaId} is ${statusBefore}: it was cancelled before, by ${unwind}; nothing more to do`;
    case 'already-compensated':
      return `${sagaId} is COMPENSATED already: there is nothing left to undo`;
  }
};
