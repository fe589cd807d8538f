import { runProcess } from '../lib/cli';

/** What `bin/saga` runs, bundled. */
export const main = async (root: string): Promise<void> => {
  process.exitCode = await runProcess(root);
};
