import { setTimeout as pause } from 'node:timers/promises';
import { inspectSaga, type SagaReport } from '../../operations';
import { isOver } from '../../saga';
import { type CliCommand, EXIT } from '../command';
import type { CliHost } from '../host';
import type { DeployedSaga } from '../operator/deployed-saga';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { printJson } from '../operator/print';
import { locate, withDeployment } from '../operator/with-deployment';
import { renderReport } from '../render-report';
import { reportJson } from '../report-json';

interface ShowOptions extends OperatorOptions {
  readonly watch?: true;
}

/** Milliseconds between two looks. */
const LOOK_MS = 1000;

export const showCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .argument('<id>', 'id of the saga')
        .option('--watch', 'wait until it is over, showing what happens'),
      { saga: true },
    ),
  run: async (host, options: ShowOptions, id = '') =>
    withDeployment(host, options, async (deployment) => {
      const saga = await locate(host, deployment, id);
      const report = options.watch ? await watch(host, saga, id) : await look(saga, id);
      if (options.json) printJson(host, reportJson(report, regionOf(saga)));
      else {
        const kept = saga.definition.records;
        host.stdout(renderReport(report, { ...host, region: regionOf(saga), kept }));
      }
      return isOver(report.status) ? EXIT.ok : EXIT.endedOtherwise;
    }),
};

/** `arn:aws:states:<region>:…` */
const regionOf = ({ resources }: DeployedSaga): string => resources.stateMachineArn.split(':')[3] ?? '';

const look = ({ clients, resources, definition }: DeployedSaga, id: string): Promise<SagaReport> =>
  inspectSaga(clients, resources, { id, definition });

/** Shows each event on stderr as it is logged; ends when the saga is over, or when the user has seen enough. */
const watch = async (host: CliHost, saga: DeployedSaga, id: string): Promise<SagaReport> => {
  const enough = new AbortController();
  void host.interrupted().then(() => enough.abort());
  const shown = new Set<string>();
  let status: string | undefined;
  for (;;) {
    const report = await look(saga, id);
    for (const event of report.events) {
      const line = `  ${event.at}  ${event.type}${event.step === null ? '' : ` ${event.step}`} #${event.attempt}`;
      if (!shown.has(line)) host.stderr(`${line}${event.error ? `  ${event.error.error}` : ''}\n`);
      shown.add(line);
    }
    if (report.status !== status) host.stderr(`${id} is ${report.status}\n`);
    status = report.status;
    if (isOver(report.status) || enough.signal.aborted) return report;
    await pause(LOOK_MS, undefined, { signal: enough.signal }).catch(() => undefined);
  }
};
