import { Command, CommanderError } from 'commander';
import { type CliCommand, EXIT } from './command';
import { commands } from './commands';
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
  for (const command of commands) {
    add(program, host, command, (code) => {
      exitCode = code;
    });
  }
  if (argv.length === 0) {
    host.stderr(program.helpInformation());
    return EXIT.badUse;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
    host.stderr(`${lineOf(error, host)}\n`);
    return EXIT.badUse;
  }
};

const add = (program: Command, host: CliHost, command: CliCommand, done: (code: number) => void): void => {
  const declared = command.configure(program.command(command.name).description(command.summary));
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
  const message = error instanceof Error ? error.message : String(error);
  const line = `saga: ${message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .trim()}`;
  // Whoever looks for a fault in the CLI itself wants to know where it came from.
  return host.env.SAGA_DEBUG && error instanceof Error ? `${line}\n${error.stack ?? ''}` : line;
};
