import { type Cancellation, cancelSaga, planCancellation } from '../../operations';
import { type CliCommand, EXIT } from '../command';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { printJson } from '../operator/print';
import { locate, withDeployment } from '../operator/with-deployment';
import { renderCancelPlan } from '../render-cancel-plan';

interface CancelOptions extends OperatorOptions {
  readonly reason: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export const cancelCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .argument('<id>', 'id of the saga')
        .option('--reason <text>', 'why, for whoever reads its log', 'cancelled by an operator')
        .option('--dry-run', 'say what would be undone and what not, and do nothing')
        .option('--yes', 'do it; without this nothing is done'),
      { saga: true },
    ),
  run: async (host, options: CancelOptions, id = '') =>
    withDeployment(host, options, async (deployment) => {
      const { ports } = await locate(host, deployment, id);
      const plan = await planCancellation(ports, id);
      if (options.dryRun || !options.yes) {
        if (options.json) printJson(host, plan);
        else host.stdout(renderCancelPlan(plan, host));
        if (options.dryRun) return EXIT.ok;
        host.stderr(plan.refusal ? 'nothing was done\n' : `nothing was done: add --yes to cancel ${id}\n`);
        return EXIT.badUse;
      }
      // One that is refused says so itself, as an error.
      if (!options.json && plan.refusal === null) host.stdout(`${renderCancelPlan(plan, host)}\n`);
      const cancellation = await cancelSaga(ports, id, options.reason);
      if (options.json) printJson(host, { ...cancellation, plan });
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
      return `${sagaId} is ${statusBefore} already: there is nothing left to undo`;
  }
};
