import type { Command } from 'commander';

/** Options of every command that works on a deployed saga. */
export interface OperatorOptions {
  readonly endpointUrl?: string;
  readonly stack?: string;
  readonly stage?: string;
  readonly saga?: string;
  readonly as?: string;
  readonly json?: true;
}

/** Declares them; `--saga` only where the saga is not an argument. */
export const withOperatorOptions = (command: Command, asks: { readonly saga: boolean }): Command => {
  command
    .option('--endpoint-url <url>', 'AWS endpoint (default: AWS_ENDPOINT_URL, a running saga local, AWS)')
    .option('--stack <name>', 'the stack that holds the saga, if there are several')
    .option('--stage <name>', 'the stage whose stacks are meant, if there are several')
    .option('--as <who>', 'here only: with the rights of operator or starter (default: all rights)')
    .option('--json', 'print one JSON object');
  return asks.saga
    ? command.option('--saga <name>', 'only this saga, where several have that id or participant')
    : command;
};
