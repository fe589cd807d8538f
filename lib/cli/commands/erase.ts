import { type ErasePlan, type Erasure, eraseSaga, planErasure } from '../../operations';
import { type CliCommand, EXIT } from '../command';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { printJson } from '../operator/print';
import { locate, withDeployment } from '../operator/with-deployment';

interface EraseOptions extends OperatorOptions {
  readonly reason: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

export const eraseCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .argument('<id>', 'id of a saga that is over')
        .requiredOption('--reason <text>', 'why, for whoever reads its log; it is kept, so name nobody')
        .option('--dry-run', 'say what would be taken out, and do nothing')
        .option('--yes', 'do it, for good; without this nothing is done'),
      { saga: true },
    ),
  run: async (host, options: EraseOptions, id = '') =>
    withDeployment(host, options, async (deployment) => {
      const { ports } = await locate(host, deployment, id);
      const plan = await planErasure(ports, id);
      if (options.dryRun || !options.yes) {
        if (options.json) printJson(host, plan);
        else host.stdout(`${planned(plan)}\n`);
        if (options.dryRun) return EXIT.ok;
        host.stderr(plan.refusal ? 'nothing was done\n' : `nothing was done: add --yes to erase ${id}\n`);
        return EXIT.badUse;
      }
      // One that is refused says so itself, as an error.
      const erasure = await eraseSaga(ports, id, options.reason);
      if (options.json) printJson(host, { ...erasure, plan });
      else host.stdout(`${done(erasure)}\n`);
      return EXIT.ok;
    }),
};

/** Where else AWS keeps what was said, and until when, stands in the runbook. */
const COPIES = 'Copies elsewhere (execution history, logs, backups) go by themselves:\nsee RUNBOOK.md';

const planned = ({ sagaId, sagaName, status, input, events, participants, refusal }: ErasePlan): string => {
  const saga = `${sagaId} (${sagaName}) is ${status}`;
  switch (refusal) {
    case 'not-over':
      return `${saga}: only a saga that is over can be erased`;
    case 'removed':
      return `${saga}, and was removed: there is nothing left to erase`;
    case null:
      return (
        `${saga}.\nErasing takes ${input ? 'its input, ' : ''}what ${events} of its events say, and results in ledgers, for good:\n` +
        `${participants.map((participant) => `  ${participant}\n`).join('')}` +
        `Ids, types and times stay. It can be neither cancelled nor run again then.\n${COPIES}`
      );
  }
};

const done = ({ sagaId, status, events, ledgerItems }: Erasure): string =>
  `${sagaId}, ${status}, is erased: its input, what ${events} events said,\nand ${ledgerItems} results in ledgers.\n${COPIES}`;
