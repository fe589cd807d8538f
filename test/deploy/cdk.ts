import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs the unmodified CDK CLI and returns what it printed. @throws Error with its output when it fails. */
export const cdk = (root: string, env: Readonly<Record<string, string>>, args: readonly string[]): string => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'),
      ...args,
      '--context',
      'emulator=true',
      '--output',
      join(root, '.saga', 'deploy.out'),
    ],
    { cwd: root, encoding: 'utf8', env: { ...process.env, ...env, CI: 'true' }, maxBuffer: 64 * 1024 * 1024 },
  );
  const output = `${stdout}${stderr}`;
  if (status !== 0) throw new Error(`cdk ${args.join(' ')} failed:\n${output}`);
  return output;
};

/** Runs `saga deploy`, and returns its exit code and what it printed. */
export const sagaDeploy = (
  root: string,
  env: Readonly<Record<string, string>>,
  args: readonly string[],
): { readonly status: number | null; readonly output: string } => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bin', 'saga'), 'deploy', '-c', 'emulator=true', '--require-approval', 'never', ...args],
    { cwd: root, encoding: 'utf8', env: { ...process.env, ...env, CI: 'true' }, maxBuffer: 64 * 1024 * 1024 },
  );
  return { status, output: `${stdout}${stderr}` };
};
