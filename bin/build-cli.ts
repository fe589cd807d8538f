import { createHash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { ESM_BUNDLE, explainFailure, keepDraft, newDraft, replaceFile } from '../lib/build';
import { type BundleRecord, cacheOf, recordOf, stampOf } from './cli-bundle.mjs';

/**
 * In pieces, so that a command loads what it needs. dynalite and esbuild find their own files by name, when they run. The map serves
 * SAGA_DEBUG.
 */
const SETTINGS = {
  ...ESM_BUNDLE,
  splitting: true,
  external: ['dynalite', 'esbuild'],
  sourcemap: 'linked',
  sourcesContent: false,
} as const satisfies BuildOptions;

/** What a bundle depends on beside its sources. Packages change only with a lock file. */
const ALWAYS = [
  'bin/build-cli.ts',
  'bin/cli-bundle.mjs',
  'lib/build',
  'node_modules/.package-lock.json',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
];

/**
 * Bundles the CLI of the sources as they are now into the cache. Any number of processes may do so at once.
 * @returns the folder of the bundle; undefined when it cannot be built, and one line on stderr has said why
 */
export const buildCli = (root: string): string | undefined => {
  try {
    return bundleIn(root);
  } catch (error) {
    process.stderr.write(`saga: ${explainFailure(error, root)}\n`);
    return undefined;
  }
};

const bundleIn = (root: string): string => {
  const before = new Map(
    [...ALWAYS, 'bin', 'lib', 'lambdas']
      .flatMap((path) => pathsIn(root, path))
      .map((path) => [path, stampOf(root, path)]),
  );
  const draft = newDraft(cacheOf(root));
  try {
    const { metafile } = buildSync({
      ...SETTINGS,
      absWorkingDir: root,
      entryPoints: ['bin/cli.ts'],
      outdir: draft,
      metafile: true,
    });
    const own = Object.keys(metafile.inputs).filter((input) => !input.includes('node_modules'));
    const paths = new Set([
      ...ALWAYS.flatMap((path) => pathsIn(root, path)),
      ...own,
      ...own.flatMap(foldersOf),
    ]);
    const stamps = Object.fromEntries(
      [...paths].map((path) => [path, before.get(path) ?? stampOf(root, path)]),
    );
    const record: BundleRecord = { key: keyOf(stamps), node: process.version, stamps };
    const bundle = keepDraft(cacheOf(root), draft, record.key);
    // Nobody knows which state was read of a source that changed meanwhile: the next process builds again.
    if ([...paths].every((path) => stampOf(root, path) === stamps[path])) {
      replaceFile(recordOf(root), JSON.stringify(record));
    }
    return bundle;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

const keyOf = (stamps: BundleRecord['stamps']): string =>
  createHash('sha256')
    .update(JSON.stringify([process.version, stamps]))
    .digest('hex')
    .slice(0, 32);

/** `a/b/c.ts` → `a/b`, `a` */
const foldersOf = (path: string): readonly string[] => {
  const folder = dirname(path);
  return folder === '.' ? [] : [folder, ...foldersOf(folder)];
};

/** A file, or a folder and everything in it. */
const pathsIn = (root: string, path: string): readonly string[] =>
  statSync(join(root, path), { throwIfNoEntry: false })?.isDirectory()
    ? [path, ...readdirSync(join(root, path)).flatMap((name) => pathsIn(root, `${path}/${name}`))]
    : [path];
