import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EventLoopUtilization } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import type { FunctionConfig } from './function-config';
import { WORKER_SOURCE, type WorkerMessage, type WorkerRequest, type WorkerSettings } from './worker-source';

/** Extensions of a bundle's handler file, as the Lambda runtime tries them. */
const EXTENSIONS = ['.mjs', '.js', '.cjs'];

/** A V8 heap below this cannot load an SDK bundle, in megabytes. */
const SMALLEST_HEAP_MB = 128;

/** Room for short-lived objects, in megabytes: with the default of a worker the collector runs all the time. */
const YOUNG_HEAP_MB = 64;

/** Where a worker's events go. */
export interface WorkerEvents {
  ready(): void;
  message(message: WorkerMessage): void;
  /** The thread is gone; `code` is its exit code. */
  exit(code: number, reason: string): void;
}

const settingsOf = (config: FunctionConfig, clockOffset: SharedArrayBuffer | undefined): WorkerSettings => {
  const dot = config.handler.lastIndexOf('.');
  const common = { handler: config.handler.slice(dot + 1), ...(clockOffset ? { clockOffset } : {}) };
  if (config.inlineCode !== undefined) return { ...common, code: config.inlineCode };
  const base = join(config.folder ?? '', config.handler.slice(0, dot));
  const file = EXTENSIONS.map((extension) => base + extension).find(existsSync);
  // A file that is not there is reported by the thread, as an error of the function's first invocation.
  return { ...common, file: file ?? `${base}.mjs` };
};

/** A worker thread that holds one function's bundle. */
export class FunctionWorker {
  private readonly thread: Worker;
  private reason = '';

  constructor(
    readonly id: string,
    config: FunctionConfig,
    environment: Readonly<Record<string, string>>,
    clockOffset: SharedArrayBuffer | undefined,
    events: WorkerEvents,
  ) {
    this.thread = new Worker(WORKER_SOURCE, {
      eval: true,
      execArgv: [],
      env: { ...environment },
      workerData: settingsOf(config, clockOffset),
      stdout: true,
      stderr: true,
      resourceLimits: {
        maxOldGenerationSizeMb: Math.max(SMALLEST_HEAP_MB, config.memoryMb),
        maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
      },
    });
    this.thread.on('message', (message: WorkerMessage) =>
      message.kind === 'ready' ? events.ready() : events.message(message),
    );
    this.thread.on('error', (error: Error) => {
      this.reason = error.message;
    });
    this.thread.on('exit', (code) => events.exit(code, this.reason));
    const log = (level: string) => (chunk: Buffer) =>
      events.message({ kind: 'log', level, text: chunk.toString('utf8').trimEnd() });
    this.thread.stdout.on('data', log('stdout'));
    this.thread.stderr.on('data', log('stderr'));
  }

  /** The share of time that the thread was busy since `before` (all its life without it); 0 to 1. */
  utilization(before?: EventLoopUtilization): EventLoopUtilization {
    return this.thread.performance.eventLoopUtilization(before);
  }

  run(request: WorkerRequest): void {
    this.thread.postMessage(request);
  }

  async terminate(): Promise<void> {
    await this.thread.terminate();
  }
}
