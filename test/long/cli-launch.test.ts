import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { root as project } from '../cli/test-host';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const write = (root: string, file: string, content: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), content);
};

/** The launcher as it is, and a CLI that says one word from a module that it loads late. */
const newProject = (): string => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'launch-')));
  folders.push(root);
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  for (const path of ['bin', 'lib/build', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(join(project, path), join(root, path), { recursive: true });
  }
  write(
    root,
    'bin/cli.ts',
    `export const main = async (root: string): Promise<void> => {
      const { word } = await import('../lib/words');
      process.stdout.write([word, root, ...process.argv.slice(2)].join(' '));
    };`,
  );
  write(root, 'lib/words/index.ts', "export { word } from './word';");
  write(root, 'lib/words/word.ts', "export const word: string = 'one';");
  return root;
};

interface Said {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const saga = async (root: string, ...argv: readonly string[]): Promise<Said> => {
  const child = spawn(join(root, 'bin/saga'), argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'close') as Promise<[number | null]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, stdout, stderr };
};

const word = async (root: string): Promise<string> => (await saga(root)).stdout.split(' ')[0] ?? '';

const builtIn = (root: string): readonly string[] =>
  readdirSync(join(root, '.saga/cli'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${name} ${statSync(join(root, '.saga/cli', name)).ctimeMs}`);

it('builds once, and says nothing about it', async () => {
  const root = newProject();
  expect(await saga(root, 'a', '--b')).toEqual({ code: 0, stdout: `one ${root} a --b`, stderr: '' });
  const built = builtIn(root);
  expect(built).toHaveLength(1);
  expect(await saga(root)).toEqual({ code: 0, stdout: `one ${root}`, stderr: '' });
  expect(builtIn(root)).toEqual(built);
});

it('never runs what the sources no longer say: a source of the same size and time, another file in its place, none', async () => {
  const root = newProject();
  const file = join(root, 'lib/words/word.ts');
  expect(await word(root)).toBe('one');

  const { atime, mtime } = statSync(file);
  writeFileSync(file, readFileSync(file, 'utf8').replace('one', 'two'));
  utimesSync(file, atime, mtime);
  expect(await word(root)).toBe('two');

  write(root, 'lib/words.ts', "export const word = 'three';");
  expect(await word(root)).toBe('three');

  rmSync(join(root, 'lib/words.ts'));
  expect(await word(root)).toBe('two');
});

it('builds again when anything else changes that a bundle depends on', async () => {
  const root = newProject();
  await saga(root);
  for (const file of [
    'package-lock.json',
    'tsconfig.json',
    'bin/build-cli.ts',
    'lib/build/folder-cache.ts',
  ]) {
    const built = builtIn(root);
    writeFileSync(join(root, file), `${readFileSync(join(root, file), 'utf8')}\n`);
    expect(await word(root)).toBe('one');
    expect([file, builtIn(root)]).not.toEqual([file, built]);
  }
});

it('is built by several processes at once', async () => {
  const root = newProject();
  const said = await Promise.all(Array.from({ length: 4 }, () => saga(root)));
  expect(said).toEqual(Array.from({ length: 4 }, () => ({ code: 0, stdout: `one ${root}`, stderr: '' })));
  expect(builtIn(root)).toHaveLength(1);
});

it('says in one line where a source cannot be read, and runs again once it can', async () => {
  const root = newProject();
  await saga(root);
  write(root, 'lib/words/word.ts', "export const word: string = 'one';\nexport const other: = 1;");
  expect(await saga(root)).toEqual({
    code: 1,
    stdout: '',
    stderr: 'saga: lib/words/word.ts:2:21: Unexpected "="\n',
  });
  write(root, 'lib/words/word.ts', "export const word: string = 'four';");
  expect(await word(root)).toBe('four');
});

it('says what to do where no packages are installed, and where nothing can be kept', async () => {
  const root = newProject();
  write(root, '.saga', 'no folder');
  expect(await saga(root)).toEqual({
    code: 1,
    stdout: '',
    stderr: `saga: ENOTDIR: not a directory, mkdir '${join(root, '.saga/cli')}'\n`,
  });
  rmSync(join(root, 'node_modules'));
  expect(await saga(root)).toEqual({
    code: 1,
    stdout: '',
    stderr: `saga: the packages of ${root} are not installed: run npm ci there\n`,
  });
});
