import { buildSync } from 'esbuild';
import { ESM_BUNDLE } from './esm-bundle';

/** What is bundled from a text that is in no file. */
export interface EntryBundle {
  /** Folder of the project. */
  readonly root: string;
  readonly entry: string;
  readonly outfile: string;
}

/**
 * Bundles a text with all that it imports into one file.
 * @throws what `explainFailure` explains
 */
export const bundleEntry = ({ root, entry, outfile }: EntryBundle): void => {
  const { outExtension: _outExtension, ...settings } = ESM_BUNDLE;
  buildSync({
    ...settings,
    absWorkingDir: root,
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    outfile,
    sourcemap: 'linked',
    sourcesContent: false,
  });
};
