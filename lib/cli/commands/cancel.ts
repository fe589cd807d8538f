import pc from 'picocolors';
import {
  type Cancellation,
  type CancelPlan,
  cancelSaga,
  type PlannedStep,
  planCancellation,
} from '../../operations';
import { type CliCommand, EXIT } from '../command';
import type { CliHost } from '../host';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { printJson } from '../operator/print';
import { locate, withDeployment } from '../operator/with-deployment';
import { plainTable } from '../plain-table';

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
      const { ports } = await locate(deployment, id);
      const plan = await planCancellation(ports, id);
      if (options.dryRun || !options.yes) {
        if (options.json) printJson(host, plan);
        else host.stdout(planText(plan, host));
        if (options.dryRun) return EXIT.ok;
        host.stderr(`nothing was done: add --yes to cancel ${id}\n`);
        return EXIT.badUse;
      }
      if (!options.json) host.stdout(planText(plan, host));
      const cancellation = await cancelSaga(ports, id, options.reason);
      if (options.json) printJson(host, { ...cancellation, plan });
      else host.stdout(`${sentence(cancellation)}\n`);
      return EXIT.ok;
    }),
};

const EFFECTS: Readonly<Record<PlannedStep['effect'], string>> = {
  undone: 'is undone',
  'undone-already': 'is undone already',
  'ruled-out': 'has not happened, and never will',
  stays: 'STAYS: nothing undoes it',
  'may-stay': 'MAY STAY: an attempt may be under way, and nothing undoes it',
};

const planText = (plan: CancelPlan, host: CliHost): string => {
  const colors = pc.createColors(host.color);
  const rows = plan.steps.map(({ step, participant, compensation, effect }) => [
    step,
    participant,
    `${EFFECTS[effect]}${effect === 'undone' ? `, by ${compensation}` : ''}`,
  ]);
  return `${plan.sagaId} (${plan.sagaName}) is ${plan.status}; ${verdict(plan)}\n\n${plainTable(colors, ['step', 'by', 'if it is cancelled'], rows, host.columns)}\n\n`;
};

const verdict = ({ refusal, steps, sagaName }: CancelPlan): string => {
  if (refusal === 'never') return `${sagaName} sagas cannot be cancelled`;
  if (refusal === 'past-pivot') return 'it is past its pivot, and cannot be cancelled any more';
  const staying = steps.filter(({ effect }) => effect === 'stays' || effect === 'may-stay');
  if (staying.length === 0) return 'cancelled, it is undone as a whole';
  return `cancelled, it is undone but for ${staying.map(({ step }) => step).join(', ')}`;
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
