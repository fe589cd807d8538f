import type { CliHost } from '../../lib/cli';
import { root } from '../cli/test-host';

/** A host that nobody reads. */
export const testHost = (): CliHost => ({
  stdout: () => undefined,
  stderr: () => undefined,
  stdin: async () => '',
  env: process.env,
  color: false,
  liveProgress: false,
  user: 'ada',
  cwd: root,
  root,
  interrupted: () => new Promise(() => undefined),
});
