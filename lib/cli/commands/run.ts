import { randomBytes } from 'node:crypto';
import { Option } from 'commander';
import { isOver, SAGA_ID } from '../../saga';
import { type CliCommand, EXIT, UsageError } from '../command';
import { faultNotes } from '../fault-notes';
import { faultHelp, parseFaults } from '../fault-options';
import { findSaga, SAGA_ARGUMENT } from '../find-saga';
import { runLocally } from '../local-run';
import { withLocalStack } from '../local-session';
import { printJson } from '../operator/print';
import { readInput } from '../read-input';
import { renderCounters, renderReport } from '../render-report';
import { reportJson } from '../report-json';

interface RunOptions {
  readonly input?: string;
  readonly id?: string;
  readonly fail: readonly string[];
  readonly json?: true;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const runCommand: CliCommand = {
  configure: (command) =>
    command
      .argument(...SAGA_ARGUMENT)
      .option('--input <file>', 'the input as JSON, - for stdin (default: the valid example)')
      .option('--id <id>', 'id of the saga, [A-Za-z0-9_-]{1,64} (default: a new one)')
      .addOption(
        new Option('--fail <command=kind[:times]>', 'a fault, see below; may be given several times')
          .argParser(collect)
          .default([], 'none'),
      )
      .option('--json', 'print one JSON object')
      .addHelpText('after', faultHelp),
  run: async (host, options: RunOptions, name = '') => {
    const definition = findSaga(name);
    const faults = parseFaults(definition, options.fail);
    const id = checkedId(options.id ?? `${name}-${randomBytes(4).toString('hex')}`);
    const input = await readInput(host, definition, options.input);
    const { report, counters, region, ...ran } = await withLocalStack(host, definition, faults, (session) =>
      runLocally(host, session, definition, { id, input }),
    );
    const notes = faultNotes(definition, ran.faults);
    const happened = ran.faults.map(({ rule, hits, strikes }) => ({ ...rule, hits, strikes }));
    if (options.json) printJson(host, { ...reportJson(report, region), counters, faults: happened, notes });
    else
      host.stdout(
        renderReport(report, { ...host, region, kept: definition.records }) + renderCounters(counters, host),
      );
    for (const note of notes) host.stderr(`${note}\n`);
    return isOver(report.status) ? EXIT.ok : EXIT.endedOtherwise;
  },
};

const checkedId = (id: string): string => {
  if (SAGA_ID.test(id)) return id;
  throw new UsageError(`--id '${id}': use 1 to 64 letters, digits, '-' and '_'`);
};
