import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../engine';
import { errorAnswer, send } from './answer';
import type { JsonObject } from './json-object';
import { accessKeyIn, type RequestTarget, readBody, targetOf } from './request';
import type { CallNote, CallOutcome, RestCall, RestRoute, Service } from './service';
import { ServiceError } from './service-error';

export interface HttpFrontOptions {
  readonly clock: Clock;
  /** @default 0, any free port */
  readonly port?: number;
  /** Sees each call before its service does; what it throws is the answer (fault injection). */
  readonly before?: (call: CallNote) => void | Promise<void>;
  /** Sees each call once it is decided, in the order of the answers (call counts). */
  readonly onCall?: (call: CallOutcome) => void;
}

/**
 * One loopback port for every AWS API of the stack.
 *
 * Invariants:
 * 1. It listens on 127.0.0.1 only.
 * 2. A request holds the clock from its arrival to its answer, except while its service waits through `idle`.
 * 3. AWS JSON calls are dispatched on `X-Amz-Target`, others on method and path; `/w/<caller>` in front names the caller.
 */
export class HttpFront {
  private readonly services = new Map<string, Service>();
  private readonly routes: RestRoute[] = [];

  private constructor(
    private readonly server: Server,
    private readonly options: HttpFrontOptions,
    readonly port: number,
  ) {}

  /** Starts listening. A taken port is one clear error. */
  static async listen(options: HttpFrontOptions): Promise<HttpFront> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = `Port ${options.port} is taken: stop what listens there, or choose another port.`;
        reject(error.code === 'EADDRINUSE' ? new Error(taken) : error);
      });
      server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    const front = new HttpFront(server, options, (server.address() as AddressInfo).port);
    server.on('request', (request, response) => void front.answer(request, response));
    return front;
  }

  /** The endpoint URL for AWS clients, e.g. `http://127.0.0.1:4566`. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The endpoint URL for the calls of `caller`, e.g. a worker's id. */
  urlFor(caller: string): string {
    return `${this.url}/w/${encodeURIComponent(caller)}`;
  }

  register(service: Service): void {
    if (this.services.has(service.target)) throw new Error(`Service ${service.target} is registered twice.`);
    this.services.set(service.target, service);
  }

  route(route: RestRoute): void {
    this.routes.push(route);
  }

  /** Stops listening and drops open connections. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const held = new Hold(this.options.clock);
    const gone = new AbortController();
    response.once('close', () => {
      held.release();
      // Whoever has its answer has not gone away; aborting costs an exception with its stack.
      if (!response.writableFinished) gone.abort();
    });
    const contentType = (request.headers['content-type'] ?? 'application/x-amz-json-1.0').split(
      ';',
    )[0] as string;
    try {
      const target = targetOf(request.url ?? '/');
      const body = await readBody(request);
      const header = request.headers['x-amz-target'];
      const context: CallContext = {
        target,
        body,
        accessKeyId: accessKeyIn(request.headers.authorization),
        signal: gone.signal,
        idle: (pending) => held.idle(pending),
      };
      if (typeof header === 'string') {
        const result = await this.callService(header, context);
        send(response, {
          status: 200,
          headers: { 'Content-Type': contentType },
          body: JSON.stringify(result),
        });
      } else {
        send(response, await this.callRoute(request, context));
      }
    } catch (error) {
      send(response, errorAnswer(error, contentType));
    } finally {
      held.release();
    }
  }

  private async callService(header: string, context: CallContext): Promise<JsonObject> {
    const [target = '', operation = ''] = header.split('.');
    const service = this.services.get(target);
    if (!service) throw unknownOperation(`${target} is not served here; served: ${this.served()}.`);
    const { caller } = context.target;
    const input = parse(context.body);
    const { accessKeyId } = context;
    const note: CallNote = { service: service.name, operation, caller, accessKeyId, input };
    return this.observed(note, () => service.handle({ ...note, signal: context.signal, idle: context.idle }));
  }

  private async callRoute(
    request: IncomingMessage,
    context: CallContext,
  ): Promise<Awaited<ReturnType<RestRoute['handle']>>> {
    const { path, query, caller } = context.target;
    for (const route of this.routes) {
      const match = route.method === request.method ? route.path.exec(path) : null;
      if (!match || route.accepts?.(context) === false) continue;
      const call: RestCall = {
        service: route.name,
        operation: route.operation,
        params: { ...match.groups },
        query,
        headers: request.headers,
        body: context.body,
        caller,
        signal: context.signal,
        idle: context.idle,
      };
      const { service, operation, params } = call;
      const { accessKeyId } = context;
      const note: CallNote = {
        service,
        operation,
        caller,
        accessKeyId,
        input: params,
        ...route.note?.(call),
      };
      try {
        return await this.observed(note, () => route.handle(call));
      } catch (error) {
        if (route.failed && error instanceof ServiceError) return route.failed(error);
        throw error;
      }
    }
    throw unknownOperation(`${request.method} ${path} is not served here; served: ${this.served()}.`, 404);
  }

  private async observed<T>(note: CallNote, run: () => Promise<T>): Promise<T> {
    try {
      await this.options.before?.(note);
      const result = await run();
      this.options.onCall?.(note);
      return result;
    } catch (error) {
      this.options.onCall?.({
        ...note,
        error: error instanceof ServiceError ? error.code : 'InternalFailure',
      });
      throw error;
    }
  }

  private served(): string {
    const names = [
      ...[...this.services.values()].map((service) => service.name),
      ...this.routes.map((r) => r.name),
    ];
    return [...new Set(names)].sort().join(', ') || 'nothing';
  }
}

interface CallContext {
  readonly target: RequestTarget;
  readonly accessKeyId: string | undefined;
  readonly body: Buffer;
  readonly signal: AbortSignal;
  readonly idle: <T>(pending: Promise<T>) => Promise<T>;
}

/** A request's hold on the clock. */
class Hold {
  private letGo: (() => void) | undefined;
  private over = false;

  constructor(private readonly clock: Clock) {
    this.letGo = clock.hold();
  }

  async idle<T>(pending: Promise<T>): Promise<T> {
    this.letGo?.();
    this.letGo = undefined;
    try {
      return await pending;
    } finally {
      if (!this.over) this.letGo = this.clock.hold();
    }
  }

  release(): void {
    this.over = true;
    this.letGo?.();
    this.letGo = undefined;
  }
}

const unknownOperation = (message: string, status = 400): ServiceError =>
  new ServiceError('UnknownOperationException', message, { status });

const parse = (body: Buffer): JsonObject => {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
  } catch {
    throw new ServiceError('SerializationException', 'The request is not valid JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ServiceError('SerializationException', 'The request is not a JSON object.');
  }
  return value as JsonObject;
};
