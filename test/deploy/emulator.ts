import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** MiniStack: a whole AWS by somebody else, from PyPI; CloudFormation, Lambda, DynamoDB, SQS, Step Functions. */
const PACKAGE = 'ministack==1.5.33';
const START_TIMEOUT_MS = 300_000;

export interface Emulator {
  readonly endpoint: string;
  /** Environment for AWS tools and SDKs that shall talk to it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Makes the virtual environment if it is missing, and starts the emulator on a free loopback port. */
export const startEmulator = async (root: string): Promise<Emulator> => {
  const venv = join(root, '.venv', 'ministack');
  install(venv);
  const port = await freePort();
  mkdirSync(join(root, '.saga'), { recursive: true });
  const log = openSync(join(root, '.saga', 'ministack.log'), 'w');
  const child = spawn(join(venv, 'bin', 'ministack'), [], {
    stdio: ['ignore', log, log],
    env: { ...process.env, BIND_HOST: '127.0.0.1', GATEWAY_PORT: String(port), MINISTACK_HOST: '127.0.0.1' },
  });
  closeSync(log);
  const endpoint = `http://127.0.0.1:${port}`;
  await ready(endpoint, child);
  return {
    endpoint,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      CDK_DEFAULT_ACCOUNT: '000000000000',
      CDK_DEFAULT_REGION: 'us-east-1',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stop: () => stopped(child),
  };
};

const install = (venv: string): void => {
  if (existsSync(join(venv, 'bin', 'ministack'))) return;
  run('python3', ['-m', 'venv', venv]);
  run(join(venv, 'bin', 'pip'), ['install', '--quiet', '--disable-pip-version-check', PACKAGE]);
};

const run = (command: string, args: readonly string[]): void => {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`);
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const ready = async (endpoint: string, child: ChildProcess): Promise<void> => {
  const end = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < end) {
    if (child.exitCode !== null)
      throw new Error('the emulator stopped at its start: see .saga/ministack.log');
    const answered = await fetch(`${endpoint}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    await sleep(200);
  }
  throw new Error(`the emulator did not answer within ${START_TIMEOUT_MS / 1000} s: see .saga/ministack.log`);
};

const stopped = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  });
