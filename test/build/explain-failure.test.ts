import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { explainFailure } from '../../lib/build';
import { SagaError } from '../../lib/saga';

const root = mkdtempSync(join(tmpdir(), 'explain-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const write = (file: string, content: string): void => {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), content);
};

const bundle = (entry: string): void => {
  buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: 'out',
    bundle: true,
    sourcemap: 'linked',
    platform: 'node',
    logLevel: 'silent',
  });
};

const thrownBy = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

/** An error as a process throws it that runs a file of the project. */
const thrownIn = (file: string): Error => {
  const program = `try { require(${JSON.stringify(join(root, file))}) }
    catch ({ name, message, stack }) { console.log(JSON.stringify({ name, message, stack })) }`;
  const fields = JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })) as Error;
  return Object.assign(new Error(fields.message), fields);
};

it('a source that cannot be read: where, and what; of several the first, and how many there are', () => {
  write('lib/one.ts', 'export const a = 1;\nexport const b: = 2;');
  expect(
    explainFailure(
      thrownBy(() => bundle('lib/one.ts')),
      root,
    ),
  ).toBe('lib/one.ts:2:17: Unexpected "="');
  write('lib/two.ts', "import './a';\nimport './b';\nimport './c';");
  expect(
    explainFailure(
      thrownBy(() => bundle('lib/two.ts')),
      root,
    ),
  ).toBe('lib/two.ts:1:8: Could not resolve "./a" (and 2 more)');
});

it('a failure without a place', () => {
  expect(
    explainFailure(
      thrownBy(() => bundle('lib/none.ts')),
      root,
    ),
  ).toBe('Could not resolve "lib/none.ts"');
});

it('what was written for a developer stands alone, in one line', () => {
  expect(explainFailure(new SagaError('InvalidDefinition', 'saga x is not valid:\n  no steps'), root)).toBe(
    'saga x is not valid: no steps',
  );
});

it('anything else has its name and its first place in a source of the project', () => {
  write('lib/list.js', 'exports.use = (list) => list.length;');
  write('lib/thrown.js', "\nrequire('./list').use(undefined);");
  expect(explainFailure(thrownIn('lib/thrown.js'), root)).toMatch(
    /^lib\/list\.js:1:\d+: TypeError: Cannot read/,
  );
});

it('what runs from a bundle has its place in the source that it was made from', () => {
  write(
    'lib/use.ts',
    'type Nothing = { readonly length: number };\n\nexport const use = (none: Nothing) => none.length;',
  );
  write('lib/entry.ts', "import { use } from './use';\n\nuse(undefined as never);");
  bundle('lib/entry.ts');
  expect(explainFailure(thrownIn('out/entry.js'), root)).toMatch(
    /^lib\/use\.ts:3:\d+: TypeError: Cannot read/,
  );
});

it.each([
  ['packages', '/node_modules/some/index.js'],
  ['other folders', '/../elsewhere/index.js'],
])('%s are none of the project: no place is better than theirs', (_name, file) => {
  const error = new TypeError('nothing there');
  error.stack = `TypeError: nothing there\n    at use (${root}${file}:1:2)\n    at node:internal/main:1:1`;
  expect(explainFailure(error, root)).toBe('TypeError: nothing there');
});

it('several errors that are none of a build', () => {
  const error = new AggregateError([new Error('one'), new Error('two')], 'both failed');
  error.stack = '';
  expect(explainFailure(error, root)).toBe('AggregateError: both failed');
});

it('whatever was thrown is told', () => expect(explainFailure('no\nreason', root)).toBe('no reason'));
