import { EXIT } from './command';
import { errorLine } from './error-line';
import { runCli } from './main';
import { isReaderGone } from './output';
import { processHost } from './process-host';

/**
 * The CLI as a process: arguments, streams and environment are those of this process.
 * @param root folder of the project
 * @returns the exit code
 */
export const runProcess = async (root: string): Promise<number> => {
  const host = processHost(root);
  process.once('uncaughtException', (error) => {
    host.stderr(errorLine(error, host));
    process.exit(EXIT.badUse);
  });
  const code = await runCli(process.argv.slice(2), host);
  try {
    await host.flushed();
    return code;
  } catch (error) {
    if (isReaderGone(error)) return code;
    // What runCli was told while it wrote, it has said already.
    if (code !== EXIT.badUse) host.stderr(errorLine(error, host));
    return EXIT.badUse;
  }
};
