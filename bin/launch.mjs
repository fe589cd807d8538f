import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ENTRY, findBundle } from './cli-bundle.mjs';

/**
 * Runs the CLI in this process, from its bundle. Compiling and finding the sources takes many times as long as running
 * them: that is done once for each state of them.
 */
const root = join(fileURLToPath(import.meta.url), '..', '..');

/** @returns {Promise<string | undefined>} undefined when the sources cannot be built, and that has been told */
const build = async () => {
  const tsx = await import('tsx/esm/api').catch(() => undefined);
  if (!tsx) {
    process.stderr.write(`saga: the packages of ${root} are not installed: run npm ci there\n`);
    return undefined;
  }
  /** @type {typeof import('./build-cli')} */
  const { buildCli } = await tsx.tsImport('./build-cli.ts', import.meta.url);
  return buildCli(root);
};

const bundle = findBundle(root) ?? (await build());
if (bundle === undefined) {
  process.exitCode = 1;
} else {
  /** @type {typeof import('./cli')} */
  const { main } = await import(pathToFileURL(join(bundle, ENTRY)).href);
  await main(root);
}
