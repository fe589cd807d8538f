import { once } from 'node:events';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CliHost } from './host';
import { openOutput } from './output';

/** The host of a real process, and what is left to do when the command has ended. */
export interface ProcessHost extends CliHost {
  /**
   * Resolves when everything on stdout has been taken.
   * @throws the error of the one write that failed
   */
  readonly flushed: () => Promise<void>;
}

export const processHost = (root: string): ProcessHost => {
  const { stdin, stdout, stderr, env } = process;
  // The SDK's eight lines about Node.js 20 are no news to whoever runs a saga.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const out = openOutput(stdout);
  // What cannot be said is no reason to end what was asked for.
  stderr.on('error', () => undefined);
  return {
    stdout: out.write,
    stderr: (chunk) => void stderr.write(chunk),
    stdin: () => text(stdin),
    env,
    color: env.NO_COLOR ? false : env.FORCE_COLOR ? true : stdout.isTTY === true,
    columns: Number(env.COLUMNS) || stdout.columns,
    liveProgress: stderr.isTTY === true,
    user: userName(),
    cwd: process.cwd(),
    root: resolve(root),
    interrupted: async () => {
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), out.failed]);
    },
    flushed: out.flushed,
  };
};

/** A container may run under a number that has no name. */
const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
};
