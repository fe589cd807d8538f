import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Everything that a synthesized template and its bundles are made from. */
export const SOURCES = [
  'bin/app.ts',
  'cdk.json',
  'lambdas',
  'lib/asl',
  'lib/jsonpath',
  'lib/build',
  'lib/constructs',
  'lib/cost',
  'lib/runtime',
  'lib/saga',
  'lib/sagas',
  'lib/stacks',
  'package-lock.json',
  'stages.json',
  'tsconfig.json',
];

/** What it takes to explore beside them. */
const EXPLORER = ['lib/engine', 'lib/explore', 'lib/operations'];

/** Changes whenever a synthesis would give something else. */
export const hashSources = (root: string): string => hashOf(root, SOURCES);

/** Changes whenever an exploration might find something else. */
export const hashExplorer = (root: string): string => hashOf(root, [...SOURCES, ...EXPLORER]);

const hashOf = (root: string, sources: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesIn(root, source))) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex').slice(0, 32);
};

const filesIn = (root: string, path: string): readonly string[] => {
  const absolute = join(root, path);
  if (!existsSync(absolute)) return [];
  if (!statSync(absolute).isDirectory()) return [path];
  return readdirSync(absolute)
    .sort()
    .flatMap((name) => filesIn(root, `${path}/${name}`));
};
