import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { keepDraft, newDraft } from '../build';
import { SagaError } from '../saga';
import { hashSources } from './sources';

export interface AssemblyOptions {
  /** Folder of the project. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called when it has to be synthesized. */
  readonly onSynthesize?: () => void;
}

/**
 * The cloud assembly of the sources as they are now, in `.saga/`: an earlier one when nothing changed, else a new one,
 * synthesized by a process of its own, so that nobody else has to load the CDK.
 * @returns its folder
 * @throws SagaError `SynthesisFailed`
 */
export const ensureAssembly = async (options: AssemblyOptions): Promise<string> => {
  const assemblies = join(options.root, '.saga', 'assemblies');
  const key = hashSources(options.root);
  const directory = join(assemblies, key);
  if (existsSync(join(directory, 'manifest.json'))) return directory;
  options.onSynthesize?.();
  const draft = newDraft(assemblies);
  try {
    await synthesize(options, draft);
    return keepDraft(assemblies, draft, key);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
};

const synthesize = async ({ root, env }: AssemblyOptions, output: string): Promise<void> => {
  const context = (JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context?: unknown }).context;
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/app.ts'], {
    cwd: root,
    // What the CDK CLI would hand over, so that the templates are the same.
    env: { ...env, CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify(context ?? {}) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    complaint += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === 0) return;
  throw new SagaError('SynthesisFailed', `the stacks cannot be synthesized: ${reasonIn(complaint)}`);
};

/** The app says it in one line, the last; a Node.js that did not get so far says it in front of a stack trace. */
const reasonIn = (complaint: string): string =>
  /^(?:\w*Error): (.+)$/m.exec(complaint)?.[1] ?? complaint.trim().split('\n').pop() ?? 'no reason was given';
