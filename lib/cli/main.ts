import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { type CliCommand, EXIT, EXIT_CODES } from './command';
import { type CommandEntry, commands } from './commands';
import { errorLine } from './error-line';
import type { CliHost } from './host';
import { isReaderGone } from './output';

/** Characters into which a description is still wrapped, beside a long usage. */
const NARROW = 20;

/**
 * Runs the CLI.
 * @param argv what stands behind the program's name
 * @returns the exit code. Whatever goes wrong is one line on stderr, without a stack trace.
 */
export const runCli = async (argv: readonly string[], host: CliHost): Promise<number> => {
  let exitCode: number = EXIT.ok;
  const program = new Command('saga')
    .description('Sagas on Step Functions: run them here, look at them, operate them')
    .version(versionOf(host), '--version', 'print the version')
    .helpCommand('help [command]', 'explain a command')
    .configureHelp({ minWidthToWrap: NARROW })
    .addHelpText('after', exitCodes);
  quiet(program, host);
  try {
    for (const entry of commands) {
      if (isAskedFor(entry, argv)) {
        add(program, host, entry, await entry.load(), (code) => {
          exitCode = code;
        });
      } else {
        // Nobody will run it: this is its line in the overview.
        program.command(entry.usage).description(entry.summary);
      }
    }
    if (argv.length === 0) {
      host.stderr(program.helpInformation());
      return EXIT.badUse;
    }
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    if (isReaderGone(error)) return EXIT.ok;
    host.stderr(errorLine(error, host));
    return EXIT.badUse;
  }
};

const versionOf = ({ root }: CliHost): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string }).version;

const exitCodes = (): string =>
  [
    '',
    'Exit codes:',
    ...Object.entries(EXIT_CODES).map(([name, text]) => `  ${EXIT[name as keyof typeof EXIT]}  ${text}`),
  ].join('\n');

/** `saga list`, `saga help list`, `saga --help list`: whatever the order, its name is there. */
const isAskedFor = (entry: CommandEntry, argv: readonly string[]): boolean => argv.includes(nameOf(entry));

const nameOf = ({ usage }: CommandEntry): string => usage.split(' ')[0] ?? usage;

const add = (
  program: Command,
  host: CliHost,
  entry: CommandEntry,
  command: CliCommand,
  done: (code: number) => void,
): void => {
  const declared = command.configure(program.command(nameOf(entry)).description(entry.summary));
  quiet(declared, host);
  declared.action(async () => {
    done(await command.run(host, declared.opts(), ...(declared.processedArgs as string[])));
  });
};

/** Commander throws instead of leaving the process, and its errors are printed here, in one line. */
const quiet = (command: Command, host: CliHost): void => {
  command
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({
      writeOut: host.stdout,
      writeErr: () => undefined,
      getOutHasColors: () => host.color,
    });
};
