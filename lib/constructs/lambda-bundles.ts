import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';
import { ESM_BUNDLE, keepDraft, newDraft, replaceFile } from '../build';
import { SagaError } from '../saga';
import { checkBundles } from './check-bundles';

/** Minified, with the SDK inside: pinned, and faster to load than the copy of the runtime. */
const SETTINGS = {
  ...ESM_BUNDLE,
  minify: true,
  // A synthesis loads every definition before it bundles: see `defineSaga`.
  define: { DEFINITIONS_ARE_CHECKED: 'true' },
  // Lambda hands credentials over in the environment, which the SDK's chain looks at first: what it would look at
  // afterwards (profiles, single sign-on …) is a quarter of a bundle and never loaded.
  external: [
    '@aws-sdk/credential-provider-ini',
    '@aws-sdk/credential-provider-process',
    '@aws-sdk/credential-provider-sso',
    '@aws-sdk/credential-provider-web-identity',
  ],
} as const satisfies BuildOptions;

export interface LambdaBundlesProps {
  /** Folder of the project: entries and the cache are relative to it. */
  readonly root: string;
  /** Bundle name (`order/payments`) → source file, relative to the root. */
  readonly entries: Readonly<Record<string, string>>;
  /** Where bundles are kept between runs. @default '.saga/bundles' */
  readonly cache?: string;
}

/** Where a stack takes the code of its functions from. */
export interface BundleSource {
  code(name: string): Code;
}

/** What the last build read: as long as none of it changed, its output still stands. */
interface BuildRecord {
  readonly entries: Readonly<Record<string, string>>;
  readonly inputs: readonly string[];
  readonly key: string;
}

/**
 * All functions bundled by one esbuild run in this process; each in a folder of its own as `index.mjs`. The folder of a
 * run is named after the content it was built from, so that a second synthesis builds nothing.
 */
export class LambdaBundles implements BundleSource {
  readonly directory: string;
  readonly #names: ReadonlySet<string>;

  /** @throws SagaError `MissingSource`, or what a bundle throws when it is loaded; BuildFailure of esbuild */
  constructor(props: LambdaBundlesProps) {
    const root = resolve(props.root);
    const cache = resolve(root, props.cache ?? '.saga/bundles');
    this.#names = new Set(Object.keys(props.entries));
    this.directory = cached(root, cache, props.entries) ?? build(root, cache, props.entries);
  }

  /** @throws SagaError `UnknownBundle` */
  pathOf(name: string): string {
    if (this.#names.has(name)) return join(this.directory, name);
    throw new SagaError(
      'UnknownBundle',
      `there is no bundle '${name}': use one of ${[...this.#names].join(', ')}`,
    );
  }

  code(name: string): Code {
    return Code.fromAsset(this.pathOf(name));
  }
}

const recordOf = (cache: string): string => join(cache, 'last-build.json');

const cached = (root: string, cache: string, entries: LambdaBundlesProps['entries']): string | undefined => {
  if (!existsSync(recordOf(cache))) return undefined;
  const record = JSON.parse(readFileSync(recordOf(cache), 'utf8')) as BuildRecord;
  if (JSON.stringify(record.entries) !== JSON.stringify(entries)) return undefined;
  const directory = join(cache, record.key);
  return keyOf(root, record.inputs) === record.key && existsSync(directory) ? directory : undefined;
};

const build = (root: string, cache: string, entries: LambdaBundlesProps['entries']): string => {
  checkSources(root, Object.values(entries));
  const draft = newDraft(cache);
  try {
    const { metafile } = buildSync({
      ...SETTINGS,
      absWorkingDir: root,
      metafile: true,
      outdir: draft,
      entryPoints: Object.entries(entries).map(([name, source]) => ({ in: source, out: `${name}/index` })),
    });
    checkBundles(
      Object.entries(entries).map(([name, source]) => ({
        name,
        source,
        file: join(draft, name, 'index.mjs'),
      })),
    );
    const inputs = Object.keys(metafile.inputs)
      .map((input) => relative(root, resolve(root, input)))
      .sort();
    const key = keyOf(root, inputs) ?? randomUUID();
    const directory = keepDraft(cache, draft, key);
    replaceFile(recordOf(cache), JSON.stringify({ entries, inputs, key } satisfies BuildRecord));
    return directory;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

const checkSources = (root: string, sources: readonly string[]): void => {
  const missing = sources.filter((source) => !existsSync(join(root, source)));
  if (missing.length === 0) return;
  throw new SagaError(
    'MissingSource',
    `there is no ${missing.join(', no ')}: the handlers of a participant stand in lambdas/<saga>/<participant>.ts`,
  );
};

/** Packages change only with the lock file; the sources of the project are read one by one. */
const keyOf = (root: string, inputs: readonly string[]): string | undefined => {
  const own = inputs.filter((input) => !input.includes('node_modules'));
  const hash = createHash('sha256').update(JSON.stringify([SETTINGS, inputs]));
  for (const file of [...own, 'package-lock.json']) {
    const path = join(root, file);
    if (!existsSync(path)) return undefined;
    hash.update(`\0${file}\0`).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 32);
};
