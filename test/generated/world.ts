import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hashSources } from '../../lib/cli/sources';
import { root, type World } from '../every/world';
import { handlerOf } from './handlers';
import { generatedExamples, generatedSagas } from './sagas';

/** Changes whenever a synthesis of the generated sagas would give something else. */
const keyOf = (): string => {
  const hash = createHash('sha256').update(hashSources(root));
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.(ts|json)$/.test(file)) hash.update(file).update(readFileSync(join(__dirname, file)));
  }
  return hash.digest('hex').slice(0, 32);
};

/** The assembly of the generated sagas, in `.saga/generated`: synthesized once for sources as they are. */
const assembly = async (): Promise<string> => {
  const folder = join(root, '.saga', 'generated', 'assemblies');
  const directory = join(folder, keyOf());
  if (existsSync(join(directory, 'manifest.json'))) return directory;
  const draft = join(root, '.saga', 'generated', `draft-${randomUUID()}`);
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(__dirname, 'app.ts')], {
    cwd: root,
    env: { ...process.env, CDK_OUTDIR: draft },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the generated sagas cannot be synthesized: ${stderr}`);
  mkdirSync(folder, { recursive: true });
  // Somebody else may have synthesized the same sources meanwhile: then theirs stands.
  if (existsSync(directory)) rmSync(draft, { recursive: true });
  else renameSync(draft, directory);
  for (const other of readdirSync(folder)) {
    if (join(folder, other) !== directory) rmSync(join(folder, other), { recursive: true, force: true });
  }
  return directory;
};

/** Ten sagas that have every pair of features between them, and a loan. */
export const generated: World = {
  sagas: generatedSagas,
  examples: generatedExamples,
  handler: (saga, participant) => handlerOf(generatedSagas[saga] as never, participant),
  handlerOn: (saga, participant, ports) => handlerOf(generatedSagas[saga] as never, participant, () => ports),
  assembly,
};
