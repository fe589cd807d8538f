import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { UsageError } from './command';
import type { CliHost } from './host';

/** Runs the CDK CLI of this project as a part of this process: it asks and answers on the same terminal. */
export const runCdk = async ({ root, env }: CliHost, args: readonly string[]): Promise<number> => {
  const child = spawn(process.execPath, [join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('close', (code) => resolve(code ?? 1));
  });
};

/**
 * Synthesizes the stacks as the CDK CLI does for a deployment.
 * @returns the folder of the cloud assembly
 * @throws UsageError when it fails; what is wrong has been said
 */
export const synthesizeWithCdk = async (host: CliHost, args: readonly string[]): Promise<string> => {
  const output = join(host.root, 'cdk.out');
  const code = await runCdk(host, ['synth', '--quiet', '--no-notices', '--output', output, ...args]);
  if (code === 0) return output;
  throw new UsageError('the stacks cannot be synthesized: see above');
};
