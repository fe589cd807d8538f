import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAssembly } from '../../lib/cli/assembly';
import { root as project } from './test-host';

/** An app that writes down what it was given, and counts how often it ran. */
const APP = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const folder = process.env.CDK_OUTDIR!;
mkdirSync(folder, { recursive: true });
writeFileSync(folder + '/manifest.json', process.env.CDK_CONTEXT_JSON!);
appendFileSync('runs.log', 'x');
`;

const folders: string[] = [];
const newProject = (app = APP): string => {
  const root = mkdtempSync(join(tmpdir(), 'assembly-'));
  folders.push(root);
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  for (const folder of ['bin', 'lib/sagas']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'cdk.json'), '{ "context": { "stage": "dev" } }');
  writeFileSync(join(root, 'bin/app.ts'), app);
  writeFileSync(join(root, 'lib/sagas/order.ts'), 'export {};');
  return root;
};
const runs = (root: string) => readFileSync(join(root, 'runs.log'), 'utf8').length;

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

it('synthesizes once for the same sources, with the context that the CDK CLI would give', async () => {
  const root = newProject();
  let told = 0;
  const ensure = () => ensureAssembly({ root, env: process.env, onSynthesize: () => told++ });
  const first = await ensure();
  expect(await ensure()).toBe(first);
  expect(JSON.parse(readFileSync(join(first, 'manifest.json'), 'utf8'))).toEqual({ stage: 'dev' });
  expect([runs(root), told]).toEqual([1, 1]);

  writeFileSync(join(root, 'lib/sagas/order.ts'), 'export const changed = true;');
  expect(await ensure()).not.toBe(first);
  expect([runs(root), told]).toEqual([2, 2]);
});

it('keeps the newest assembly and one before it', async () => {
  const root = newProject();
  for (const change of ['1', '2', '3']) {
    writeFileSync(join(root, 'lib/sagas/order.ts'), `export const change = ${change};`);
    await ensureAssembly({ root, env: process.env });
  }
  expect(readdirSync(join(root, '.saga/assemblies'))).toHaveLength(2);
});

it('two at once end with the same assembly', async () => {
  const root = newProject();
  const ensure = () => ensureAssembly({ root, env: process.env });
  const [first, second] = await Promise.all([ensure(), ensure()]);
  expect(first).toBe(second);
  expect(readdirSync(join(root, '.saga/assemblies'))).toHaveLength(1);
});

it('says in one line why the stacks cannot be synthesized, and leaves nothing behind', async () => {
  const root = newProject("throw new Error('saga parcel is not valid: it has no steps');");
  await expect(ensureAssembly({ root, env: process.env })).rejects.toThrow(
    /^the stacks cannot be synthesized: saga parcel is not valid: it has no steps$/,
  );
  expect(readdirSync(join(root, '.saga/assemblies'))).toEqual([]);
});
