import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SOURCES } from '../../lib/cli/sources';
import { importsOf, packageOf, ROOT, sourceFiles, targetOf } from './source-files';

/**
 * What is loaded when a file runs: all that it imports, and what that imports. Types leave nothing to load; what is
 * imported on demand counts unless it is said to be left out.
 */
const loadedBy = (entry: string, onDemand: 'with' | 'without' = 'with'): ReadonlyMap<string, string> => {
  const found = new Map<string, string>([[entry, entry]]);
  const pending = [entry];
  for (let file = pending.pop(); file !== undefined; file = pending.pop()) {
    for (const { specifier, kind } of importsOf(file)) {
      if (kind === 'type' || (kind === 'dynamic' && onDemand === 'without')) continue;
      const target = targetOf(file, specifier);
      const name = target ?? packageOf(specifier);
      if (found.has(name)) continue;
      found.set(name, `${found.get(file)} → ${name}`);
      if (target?.endsWith('.ts')) pending.push(target);
    }
  }
  return found;
};

const CDK = ['aws-cdk-lib', 'constructs', 'cdk-nag'];

describe('loads no CDK: synthesis is the business of a process of its own', () => {
  const entries = [
    ...sourceFiles('lambdas', 'lib/cli', 'lib/console', 'lib/operations', 'lib/local'),
    'bin/cli.ts',
  ];

  test.each(entries)('%s', (entry) => {
    const loaded = loadedBy(entry);
    expect(CDK.flatMap((name) => loaded.get(name) ?? [])).toEqual([]);
  });
});

describe('a Lambda bundle holds what a handler needs', () => {
  const tooMuch = [
    'lib/asl/index.ts',
    'lib/engine/index.ts',
    'lib/local/index.ts',
    'jsonata',
    'dynalite',
    'esbuild',
  ];

  /** These decide conditions, and load what one that was written as text takes on demand. */
  const decides = (entry: string) => entry.startsWith('lambdas/operations/');

  test.each(sourceFiles('lambdas'))('%s', (entry) => {
    const loaded = loadedBy(entry, decides(entry) ? 'without' : 'with');
    expect(tooMuch.flatMap((name) => loaded.get(name) ?? [])).toEqual([]);
  });
});

test('the CDK app does load it: the search above would find it', () => {
  expect(loadedBy('bin/app.ts').get('aws-cdk-lib')).toMatch(/^bin\/app\.ts → /);
});

test('an assembly is made anew when anything changes that the app or a handler loads', () => {
  const loaded = ['bin/app.ts', ...sourceFiles('lambdas')].flatMap((entry) => [...loadedBy(entry).keys()]);
  const isCovered = (file: string): boolean =>
    SOURCES.some((source) => file === source || file.startsWith(`${source}/`));
  expect([...new Set(loaded)].filter((name) => existsSync(join(ROOT, name)) && !isCovered(name))).toEqual([]);
});

test('saga local loads all of itself before it is up: its bundle may be gone by the time it would need more', () => {
  const files = [...loadedBy('lib/cli/commands/local.ts').keys()].filter((name) => name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => importsOf(file).some(({ kind }) => kind === 'dynamic'))).toEqual([]);
});
