import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { RealClock } from '../../engine';
import { type EmbeddedStack, startStack } from '../../local';
import { ensureAssembly } from '../assembly';
import { type CliCommand, EXIT, UsageError } from '../command';
import type { CliHost } from '../host';
import { lockData } from '../operator/data-lock';
import { clearLocalState, findLocalState, writeLocalState } from '../operator/local-state';
import { printJson } from '../operator/print';
import { tellDenials } from '../tell-denials';

interface LocalOptions {
  readonly data?: string;
  readonly port?: string;
  readonly json?: true;
}

export const localCommand: CliCommand = {
  configure: (command) =>
    command
      .option('--data <dir>', 'keep tables, queues and executions there (default: in memory)')
      .option('--port <port>', 'the port (default: any that is free)')
      .option('--json', 'print one JSON object'),
  run: async (host, options: LocalOptions) => {
    const port = options.port === undefined ? undefined : parsePort(options.port);
    const running = await findLocalState(host.cwd);
    if (running) {
      throw new UsageError(
        `saga local runs here already, at ${running.endpoint}: stop process ${running.pid} first`,
      );
    }
    const ended = host.interrupted();
    const dataDir = options.data === undefined ? undefined : openData(resolve(host.cwd, options.data));
    const stack = await bringUp(host, port, dataDir?.path).catch((error: unknown) => {
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

const bringUp = async (
  host: CliHost,
  port: number | undefined,
  dataDir: string | undefined,
): Promise<EmbeddedStack> => {
  const assembly = await ensureAssembly({
    root: host.root,
    env: host.env,
    onSynthesize: () => host.stderr('the sources changed: synthesizing the stacks\n'),
  });
  return startStack({
    assembly,
    clock: new RealClock(),
    onDenied: tellDenials(host),
    ...(port === undefined ? {} : { port }),
    ...(dataDir === undefined ? {} : { dataDir }),
  });
};

const announce = (host: CliHost, stack: EmbeddedStack, { json }: LocalOptions): void => {
  if (json) {
    const { endpoint, region, clientEnvironment, outputs, notRun } = stack;
    printJson(host, { endpoint, region, environment: clientEnvironment, outputs, notRun });
    return;
  }
  host.stdout(`the stacks are up at ${stack.endpoint}; for an AWS CLI or SDK:\n\n`);
  for (const [name, value] of Object.entries(stack.clientEnvironment)) {
    host.stdout(`  export ${name}=${value}\n`);
  }
  if (stack.notRun.length > 0) {
    const types = stack.notRun.map(({ type, count }) => `${type.replace('AWS::', '')} ×${count}`);
    host.stdout(`\nnot run here: ${types.join(', ')}\n`);
  }
  host.stdout('\nCtrl-C ends it\n');
};

const openData = (path: string): { readonly path: string; readonly unlock: () => void } => {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new UsageError(
      `--data '${path}' cannot be used: ${(error as NodeJS.ErrnoException).code ?? 'no folder'}`,
    );
  }
  return { path, unlock: lockData(path) };
};

const parsePort = (text: string): number => {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`--port '${text}' is no port: use 1 to 65535`);
};
