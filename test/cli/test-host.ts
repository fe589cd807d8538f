import { resolve } from 'node:path';
import { type CliHost, runCli } from '../../lib/cli';

export const root = resolve(__dirname, '../..');

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the CLI as a process would, with everything it writes kept. */
export const runWith = async (
  argv: readonly string[],
  changes: Partial<CliHost> = {},
): Promise<CliResult> => {
  let stdout = '';
  let stderr = '';
  const code = await runCli(argv, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    stdin: async () => '',
    env: process.env,
    color: false,
    liveProgress: false,
    user: 'ada',
    cwd: root,
    root,
    interrupted: () => new Promise(() => undefined),
    ...changes,
  });
  return { code, stdout, stderr };
};
