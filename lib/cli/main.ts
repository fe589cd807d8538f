import { Command, CommanderError } from 'commander';
import { explainFailure } from '../build';
import { type CliCommand, EXIT } from './command';
import { type CommandEntry, commands } from './commands';
import type { CliHost } from './host';

/**
 * Runs the CLI.
 * @param argv what stands behind the program's name
 * @returns the exit code. Whatever goes wrong is one line on stderr, without a stack trace.
 */
export const runCli = async (argv: readonly string[], host: CliHost): Promise<number> => {
  let exitCode: number = EXIT.ok;
  const program = new Command('saga')
    .description('Sagas on Step Functions: run them here, look at them, operate them')
    .helpCommand('help [command]', 'explain a command');
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
    host.stderr(`${lineOf(error, host)}\n`);
    return EXIT.badUse;
  }
};

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

const lineOf = (error: unknown, host: CliHost): string => {
  const line = `saga: ${reasonOf(error, host)}`;
  // Whoever looks for a fault in the CLI itself wants to know where it came from.
  return host.env.SAGA_DEBUG && error instanceof Error ? `${line}\n${error.stack ?? ''}` : line;
};

/** What only a mistake in a source can throw: that of a saga, most likely, since commands load them. */
const isMistake = (error: unknown): boolean => error instanceof TypeError || error instanceof ReferenceError;

const reasonOf = (error: unknown, host: CliHost): string => {
  if (isMistake(error)) return explainFailure(error, host.root);
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
};
