import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { RealClock } from '../../engine';
import { type EmbeddedStack, type StackOptions, startStack } from '../../local';
import { API_MODELS } from '../api-models';
import { ensureAssembly } from '../assembly';
import { type CliCommand, EXIT, UsageError } from '../command';
import type { CliHost } from '../host';
import { readText } from '../machine-files';
import { lockData } from '../operator/data-lock';
import { clearLocalState, findLocalState, writeLocalState } from '../operator/local-state';
import { printJson } from '../operator/print';
import { tellDenials } from '../tell-denials';
import { tellMails } from '../tell-mails';

interface LocalOptions {
  readonly app?: string;
  readonly data?: string;
  readonly iam?: string;
  readonly json?: true;
  readonly mock?: string;
  readonly port?: string;
  readonly s3?: string;
}

export const localCommand: CliCommand = {
  configure: (command) =>
    command
      .option('--app <dir>', 'the cloud assembly of any CDK app (its cdk.out), not this one')
      .option('--data <dir>', 'keep tables, queues and executions there (default: in memory)')
      .option('--iam <mode>', 'off: policies are not enforced')
      .option('--mock <file>', 'what Tasks answer in test cases, as in Step Functions Local')
      .option('--port <port>', 'the port (default: any that is free)')
      .option('--s3 <dir>', 'folder that stands for S3, a folder in it for each bucket')
      .option('--json', 'print one JSON object')
      .addHelpText(
        'after',
        '\nA mocked Task answers in its test case only: start an execution in one with\n<state machine ARN>#<test case>.',
      ),
  run: async (host, options: LocalOptions) => {
    const given = await stackOptions(host, options);
    const running = await findLocalState(host.cwd);
    if (running) {
      throw new UsageError(
        `saga local runs here already, at ${running.endpoint}: stop process ${running.pid} first`,
      );
    }
    const ended = host.interrupted();
    const dataDir = options.data === undefined ? undefined : openData(resolve(host.cwd, options.data));
    const stack = await bringUp(host, options.app, {
      ...given,
      ...(dataDir === undefined ? {} : { dataDir: dataDir.path }),
    }).catch((error: unknown) => {
      dataDir?.unlock();
      throw error;
    });
    try {
      writeLocalState(host.cwd, {
        pid: process.pid,
        endpoint: stack.endpoint,
        region: stack.region,
        outputs: stack.outputs,
      });
      for (const note of stack.damage) host.stderr(`saga: ${note}\n`);
      announce(host, stack, options);
      await ended;
    } finally {
      clearLocalState(host.cwd, process.pid);
      await stack.stop();
      dataDir?.unlock();
    }
    return EXIT.ok;
  },
};

const stackOptions = async (host: CliHost, options: LocalOptions): Promise<StackOptions> => {
  const { iam, mock, port, s3 } = options;
  if (iam !== undefined && iam !== 'off') throw new UsageError(`--iam '${iam}': use off, or leave it out`);
  return {
    ...(port === undefined ? {} : { port: parsePort(port) }),
    ...(iam === undefined ? {} : { iam: 'off' }),
    ...(mock === undefined ? {} : { mocks: await readText(host, mock) }),
    ...(s3 === undefined ? {} : { s3: makeFolder('--s3', resolve(host.cwd, s3)) }),
  };
};

/** Of another app not everything may be known here: that is told, and the rest comes up. */
const bringUp = async (
  host: CliHost,
  app: string | undefined,
  options: StackOptions,
): Promise<EmbeddedStack> => {
  const others: StackOptions = app === undefined ? {} : { assembly: resolve(host.cwd, app), beyond: 'told' };
  const assembly =
    others.assembly ??
    (await ensureAssembly({
      root: host.root,
      env: host.env,
      onSynthesize: () => host.stderr('the sources changed: synthesizing the stacks\n'),
    }));
  return startStack({
    apiModels: API_MODELS,
    clock: new RealClock(),
    onDenied: tellDenials(host),
    onMail: tellMails(host),
    ...options,
    ...others,
    assembly,
  });
};

const announce = (host: CliHost, stack: EmbeddedStack, { json }: LocalOptions): void => {
  if (json) {
    const { endpoint, region, clientEnvironment, outputs, notRun, notes } = stack;
    printJson(host, { endpoint, region, environment: clientEnvironment, outputs, notRun, notes });
    return;
  }
  host.stdout(`the stacks are up at ${stack.endpoint}; for an AWS CLI or SDK:\n\n`);
  for (const [name, value] of Object.entries(stack.clientEnvironment)) {
    host.stdout(`  export ${name}=${value}\n`);
  }
  if (stack.notRun.length > 0) {
    const types = stack.notRun.map(({ type, count }) => `${type.replace('AWS::', '')} ×${count}`);
    host.stdout(`\nnot run here (they have names, and do nothing): ${types.join(', ')}\n`);
  }
  if (stack.notes.length > 0) {
    host.stdout('\nof the policies, not evaluated here and so denied (or --iam off):\n');
    for (const note of stack.notes) host.stdout(`  ${note}\n`);
  }
  host.stdout('\nCtrl-C ends it\n');
};

const openData = (path: string): { readonly path: string; readonly unlock: () => void } => {
  makeFolder('--data', path);
  return { path, unlock: lockData(path) };
};

const makeFolder = (option: string, path: string): string => {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    const { code = 'no folder' } = error as NodeJS.ErrnoException;
    throw new UsageError(`${option} '${path}' cannot be used: ${code}; give a folder`);
  }
  return path;
};

const parsePort = (text: string): number => {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`--port '${text}' is no port: use 1 to 65535`);
};
