import pc from 'picocolors';
import { type ReplayedSaga, replaySaga } from '../../operations';
import { type CliCommand, EXIT } from '../command';
import type { CliHost } from '../host';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { parseTime } from '../operator/parse-time';
import { printJson, printTable } from '../operator/print';
import { locate, withDeployment } from '../operator/with-deployment';

interface ReplayOptions extends OperatorOptions {
  readonly at?: string;
}

export const replayCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .argument('<id>', 'id of the saga')
        .option('--at <time>', 'the moment: ISO 8601, or 15m, 2h, 3d ago (default: now)'),
      { saga: true },
    ),
  run: async (host, options: ReplayOptions, id = '') =>
    withDeployment(host, options, async (deployment) => {
      const { ports } = await locate(host, deployment, id);
      const at = options.at === undefined ? undefined : parseTime(options.at, '--at', ports.clock.now());
      const replayed = await replaySaga(ports, id, at);
      if (options.json) printJson(host, replayed);
      else print(host, replayed);
      return EXIT.ok;
    }),
};

const print = (host: CliHost, { sagaId, at, status, steps, timeline }: ReplayedSaga): void => {
  const colors = pc.createColors(host.color);
  host.stdout(`${colors.bold(sagaId)}  ${status}  at ${at}\n`);
  printTable(
    host,
    ['step', 'by', 'type', 'status'],
    steps.map((step) => [step.stepName, step.stepTopic, step.stepType, step.status]),
  );
  if (timeline.length === 0) return;
  host.stdout('\n');
  printTable(
    host,
    ['at', 'event', 'step', 'attempt', 'saga', 'why'],
    timeline.map((event) => [
      event.at,
      event.type,
      event.step ?? '',
      event.attempt,
      event.status,
      event.reason ?? event.error?.error ?? '',
    ]),
  );
};
