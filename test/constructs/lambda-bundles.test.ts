import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { LambdaBundles, lambdaEntries } from '../../lib/constructs';
import { parcelSaga } from './parcel-saga';

const folders: string[] = [];

/** A project with two handlers that share a file. */
const project = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'bundles-'));
  folders.push(root);
  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  };
  write('package-lock.json', '{}');
  write('lambdas/shared.ts', 'export const answer: number = 41;');
  write(
    'lambdas/parcel/desk.ts',
    "import { answer } from '../shared'; export const handler = async () => answer + 1;",
  );
  write(
    'lambdas/parcel/carrier.ts',
    "import { answer } from '../shared'; export const handler = async () => answer;",
  );
  return root;
};

const entries = { 'parcel/desk': 'lambdas/parcel/desk.ts', 'parcel/carrier': 'lambdas/parcel/carrier.ts' };

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('bundles', () => {
  it('are one ESM file each, in a folder of its own, that runs', async () => {
    const bundles = new LambdaBundles({ root: project(), entries });
    expect(readdirSync(bundles.pathOf('parcel/desk'))).toEqual(['index.mjs']);
    const url = pathToFileURL(join(bundles.pathOf('parcel/desk'), 'index.mjs')).href;
    expect(await runInWorker(url)).toBe(42);
  });

  it('are kept as long as nothing they were built from changes', () => {
    const root = project();
    const first = new LambdaBundles({ root, entries });
    const built = statSync(join(first.pathOf('parcel/desk'), 'index.mjs')).mtimeMs;
    const second = new LambdaBundles({ root, entries });
    expect(second.directory).toBe(first.directory);
    expect(statSync(join(second.pathOf('parcel/desk'), 'index.mjs')).mtimeMs).toBe(built);
    expect(readdirSync(join(root, '.saga/bundles')).sort()).toEqual(
      [second.directory.split('/').pop(), 'last-build.json'].sort(),
    );
  });

  it.each([
    'lambdas/shared.ts',
    'lambdas/parcel/carrier.ts',
    'package-lock.json',
  ])('are built anew when %s changes', (file) => {
    const root = project();
    const first = new LambdaBundles({ root, entries });
    writeFileSync(join(root, file), `${readFileSync(join(root, file), 'utf8')}\n`);
    expect(new LambdaBundles({ root, entries }).directory).not.toBe(first.directory);
  });

  it('are built anew when there is another entry', () => {
    const root = project();
    const first = new LambdaBundles({ root, entries: { 'parcel/desk': entries['parcel/desk'] } });
    expect(() => first.pathOf('parcel/carrier')).toThrow(
      "there is no bundle 'parcel/carrier': use one of parcel/desk",
    );
    const second = new LambdaBundles({ root, entries });
    expect(readdirSync(second.pathOf('parcel/carrier'))).toEqual(['index.mjs']);
  });
});

describe('a mistake in a handler ends the build, and names its source', () => {
  const broken = (content: string) => () => {
    const root = project();
    writeFileSync(join(root, 'lambdas/parcel/carrier.ts'), content);
    try {
      return new LambdaBundles({ root, entries }).pathOf('parcel/carrier');
    } finally {
      expect(readdirSync(join(root, '.saga/bundles')).filter((name) => name.startsWith('draft-'))).toEqual(
        [],
      );
    }
  };
  const throwing = (code: string) =>
    `throw Object.assign(new Error('no handler for x'), { name: 'SagaError', code: '${code}' });
     export const handler = async () => 1;`;

  it('one that refuses to load', () => {
    expect(broken(throwing('InvalidHandlers'))).toThrow(/^lambdas\/parcel\/carrier\.ts: no handler for x$/);
  });

  it.each([
    [
      'one without a handler',
      'export const handle = async () => 1;',
      'it exports no handler: write export const handler = …',
    ],
    [
      'one that is the handler of another file',
      "export const handler = Object.assign(async () => 1, { carriesOut: 'parcel/desk' });",
      "its handler is that of 'parcel/desk', and the file that of 'parcel/carrier': name in participant(…) whose file it is",
    ],
    [
      'a name that nobody declared',
      'export const handler = participant(async () => 1);',
      'ReferenceError: participant is not defined: import it, or declare it',
    ],
  ])('%s', (_, content, message) => {
    expect(broken(content)).toThrow(new Error(`lambdas/parcel/carrier.ts: ${message}`));
  });

  it('but not one that misses what only the function has', () => {
    expect(broken(throwing('MissingEnvironment'))()).toMatch(/parcel\/carrier$/);
    expect(broken("export const handler = new URL('' + process.env.PROVIDER);")()).toMatch(
      /parcel\/carrier$/,
    );
  });

  it('one that is not there', () => {
    const more = { ...entries, 'parcel/scales': 'lambdas/parcel/scales.ts' };
    expect(() => new LambdaBundles({ root: project(), entries: more })).toThrow(
      /^there is no lambdas\/parcel\/scales\.ts: /,
    );
  });
});

it('finds handlers by path', () => {
  expect(lambdaEntries([parcelSaga])).toEqual({
    'parcel/desk': 'lambdas/parcel/desk.ts',
    'parcel/carrier': 'lambdas/parcel/carrier.ts',
    'operations/redrive': 'lambdas/operations/redrive.ts',
    'operations/start': 'lambdas/operations/start.ts',
    'operations/sweeper': 'lambdas/operations/sweeper.ts',
  });
});

const runInWorker = (url: string): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const code = `const { parentPort } = require('node:worker_threads');
      import(${JSON.stringify(url)}).then(({ handler }) => handler()).then((value) => parentPort.postMessage(value));`;
    const worker = new Worker(code, { eval: true });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
