import { processHost, runCli } from '../lib/cli';

/** What `bin/saga` runs, bundled. */
export const main = async (root: string): Promise<void> => {
  process.exitCode = await runCli(process.argv.slice(2), processHost(root));
};
