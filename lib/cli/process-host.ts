import { once } from 'node:events';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { CliHost } from './host';

/** The host of a real process. */
export const processHost = (root: string): CliHost => {
  const { stdin, stdout, stderr, env } = process;
  // The SDK's eight lines about Node.js 20 are no news to whoever runs a saga.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return {
    stdout: (chunk) => void stdout.write(chunk),
    stderr: (chunk) => void stderr.write(chunk),
    stdin: () => text(stdin),
    env,
    color: env.NO_COLOR ? false : env.FORCE_COLOR ? true : stdout.isTTY === true,
    liveProgress: stderr.isTTY === true,
    user: userName(),
    cwd: process.cwd(),
    root: resolve(root),
    interrupted: async () => {
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    },
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
