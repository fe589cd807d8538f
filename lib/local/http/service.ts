import type { JsonObject } from './json-object';
import type { ServiceError } from './service-error';

/** One call of an AWS JSON operation, as a service sees it. */
export interface ServiceCall {
  /** The service's short name (`dynamodb`, `sqs`, `states` …). */
  readonly service: string;
  /** The operation as in the AWS API, e.g. `PutItem`. */
  readonly operation: string;
  readonly input: JsonObject;
  /** Who calls: the worker's id when its endpoint is `<url>/w/<id>`; undefined for everybody else. */
  readonly caller: string | undefined;
  /** Aborted when the client has gone away before it was answered. */
  readonly signal: AbortSignal;
  /**
   * Waits for `pending` without holding the clock. A call holds the clock while it is answered, so whoever waits for
   * time to pass (a long poll) or for other work that holds the clock itself (an invocation) waits through this.
   */
  idle<T>(pending: Promise<T>): Promise<T>;
}

/** An AWS JSON API: one `X-Amz-Target` prefix, all of its operations. Fails with {@link ServiceError}. */
export interface Service {
  readonly name: string;
  /** What stands before the dot in `X-Amz-Target`, e.g. `DynamoDB_20120810`. */
  readonly target: string;
  /** Names of what it answers. */
  readonly operations?: readonly string[];
  handle(call: ServiceCall): Promise<JsonObject>;
}

/** A call of a REST operation (Lambda's API). */
export interface RestCall {
  readonly service: string;
  readonly operation: string;
  /** The groups of the route's pattern. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  readonly caller: string | undefined;
  readonly signal: AbortSignal;
  idle<T>(pending: Promise<T>): Promise<T>;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One REST operation. `path` is matched against the decoded path without `/w/<caller>`; its named groups become `params`. */
export interface RestRoute {
  readonly name: string;
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  /** Whether a request of this method and path is one of its. @default yes */
  readonly accepts?: (request: { readonly body: Buffer }) => boolean;
  /** What hooks see of the call. @default its parameters */
  readonly note?: (call: RestCall) => Partial<Pick<CallNote, 'operation' | 'input'>>;
  /** An error in the service's own protocol. @default as the JSON protocols write it */
  readonly failed?: (error: ServiceError) => RestAnswer;
  handle(call: RestCall): Promise<RestAnswer>;
}

/** What hooks see of a call. A REST call's input is its parameters. */
export interface CallNote {
  readonly service: string;
  readonly operation: string;
  readonly caller: string | undefined;
  /** Id of the access key that the call is signed with. */
  readonly accessKeyId: string | undefined;
  readonly input: JsonObject;
}

/** A call that has been answered; `error` is the error's code when it failed. */
export interface CallOutcome extends CallNote {
  readonly error?: string;
}
