import type { Command } from 'commander';
import type { CliHost } from './host';

/** Exit codes that every command uses the same way. */
export const EXIT = { ok: 0, badUse: 1, endedOtherwise: 2, overBudget: 3, violated: 4 } as const;

/** What they mean, for the help. */
export const EXIT_CODES: Readonly<Record<keyof typeof EXIT, string>> = {
  ok: 'done as asked; a saga that was undone whole counts',
  badUse: 'bad use, or it could not be done: one line says why',
  endedOtherwise: 'run, demo, show, explore: not over yet, or not whole',
  overBudget: 'cost: above the budget',
  violated: 'explore: an invariant does not hold',
};

/** One command of the CLI. A new one is a new file and one entry in `commands/index.ts`. */
export interface CliCommand {
  /** Declares arguments and options. */
  readonly configure: (command: Command) => Command;
  /**
   * Does it. Arguments and options come as `configure` declared them.
   * @returns the exit code
   * @throws UsageError, or any error whose message is one clear line
   */
  readonly run: (
    host: CliHost,
    // biome-ignore lint/suspicious/noExplicitAny: each command states the shape of its own options
    options: any,
    ...args: readonly string[]
  ) => Promise<number>;
}

/** The user asked for something that does not exist or cannot be: one line, exit code 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
