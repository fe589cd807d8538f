/** What the host hands to a worker thread when it starts it. */
export interface WorkerSettings {
  /** Absolute path of the handler's file, or undefined when `code` is given. */
  readonly file?: string;
  /** CommonJS source of an inline function. */
  readonly code?: string;
  /** Name of the exported handler. */
  readonly handler: string;
  /** Offset of the simulated clock (one float64, milliseconds); undefined on the machine's clock. */
  readonly clockOffset?: SharedArrayBuffer;
}

/** One event for the handler. */
export interface WorkerRequest {
  readonly id: string;
  /** JSON. */
  readonly payload: string;
  /** Epoch milliseconds, on the worker's clock. */
  readonly deadline: number;
  readonly context: {
    readonly functionName: string;
    readonly functionVersion: string;
    readonly invokedFunctionArn: string;
    readonly memoryLimitInMB: string;
  };
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unloadable'; readonly error: string }
  | { readonly kind: 'log'; readonly level: string; readonly text: string }
  | { readonly kind: 'result'; readonly id: string; readonly payload: string }
  | { readonly kind: 'error'; readonly id: string; readonly payload: string };

/**
 * The program of a worker thread: what the Lambda runtime does around a handler. It is a string because a worker needs
 * plain JavaScript, whatever loader (tsx, jest) runs the host. `Date` reads the simulated clock: an SDK client inside
 * signs, and a handler decides deadlines, in the stack's time.
 */
export const WORKER_SOURCE = `
'use strict';
const { parentPort, workerData } = require('node:worker_threads');
const { pathToFileURL } = require('node:url');
const { format } = require('node:util');

if (workerData.clockOffset) {
  const RealDate = Date;
  const offset = new Float64Array(workerData.clockOffset);
  const now = () => Math.floor(RealDate.now() + offset[0]);
  globalThis.Date = function Date(...parts) {
    if (!new.target) return new RealDate(now()).toString();
    return Reflect.construct(RealDate, parts.length === 0 ? [now()] : parts, new.target);
  };
  globalThis.Date.prototype = RealDate.prototype;
  globalThis.Date.prototype.constructor = globalThis.Date;
  globalThis.Date.now = now;
  globalThis.Date.parse = RealDate.parse;
  globalThis.Date.UTC = RealDate.UTC;
}

for (const level of ['debug', 'info', 'log', 'trace', 'warn', 'error']) {
  console[level] = (...parts) => parentPort.postMessage({ kind: 'log', level, text: format(...parts) });
}

const typed = (errorType, message) => Object.assign(new Error(message), { name: errorType });

const load = async () => {
  let module;
  if (workerData.code !== undefined) {
    const inline = { exports: {} };
    new Function('exports', 'require', 'module', workerData.code)(inline.exports, require, inline);
    module = inline.exports;
  } else {
    const loaded = await import(pathToFileURL(workerData.file).href);
    module = workerData.handler in loaded ? loaded : (loaded.default ?? loaded);
  }
  const handler = module[workerData.handler];
  if (typeof handler !== 'function') {
    throw typed('Runtime.HandlerNotFound', workerData.handler + ' is undefined or not exported');
  }
  return handler;
};

const errorPayload = (error) => JSON.stringify(
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack ?? '').split('\\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] },
);

// A handler of three parameters answers by its callback, unless it gives a promise: as Lambda has it.
const called = (handler, event, context) => handler.length < 3
  ? handler(event, context)
  : new Promise((resolve, reject) => {
      const callback = (error, result) => (error ? reject(error) : resolve(result));
      const given = handler(event, context, callback);
      if (given instanceof Promise) given.then(resolve, reject);
    });

const run = async (handler, { id, payload, deadline, context }) => {
  try {
    const result = await called(handler, JSON.parse(payload), {
      ...context,
      awsRequestId: id,
      logGroupName: '/aws/lambda/' + context.functionName,
      logStreamName: 'embedded',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    });
    parentPort.postMessage({ kind: 'result', id, payload: JSON.stringify(result) ?? 'null' });
  } catch (error) {
    parentPort.postMessage({ kind: 'error', id, payload: errorPayload(error) });
  }
};

load().then(
  (handler) => {
    parentPort.on('message', (request) => void run(handler, request));
    parentPort.postMessage({ kind: 'ready' });
  },
  (error) => parentPort.postMessage({ kind: 'unloadable', error: errorPayload(error) }),
);
`;
