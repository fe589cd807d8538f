import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type CliResult, root } from './test-host';

export interface SagaProcessOptions {
  readonly cwd?: string;
  /** Beside what every process needs; nothing of the settings of whoever runs the tests. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default a pipe that is read to its end */
  readonly stdout?: 'pipe' | number;
}

/** The CLI in a process of its own, as a user starts it. */
export const spawnSaga = (argv: readonly string[], options: SagaProcessOptions = {}) =>
  spawn(process.execPath, [join(root, 'bin/saga'), ...argv], {
    cwd: options.cwd ?? root,
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...options.env },
    stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
  } satisfies SpawnOptions);

/** Runs it to its end. */
export const runSaga = async (
  argv: readonly string[],
  options: SagaProcessOptions = {},
): Promise<CliResult> => {
  const child = spawnSaga(argv, options);
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
  ]);
  return { code: code ?? -1, stdout, stderr };
};
