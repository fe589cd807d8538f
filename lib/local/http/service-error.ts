import type { JsonObject } from './json-object';

export interface ServiceErrorOptions {
  /** HTTP status; 400 when not given. From 500 on the fault is the service's. */
  readonly status?: number;
  /** Further members of the error's shape, e.g. `CancellationReasons`. */
  readonly fields?: JsonObject;
  /** The code that SQS's former query protocol used, where it differs (`AWS.SimpleQueueService.NonExistentQueue`). */
  readonly queryCode?: string;
}

/** An error that an AWS API answers with; `code` is the name of its shape, without namespace. */
export class ServiceError extends Error {
  readonly status: number;
  readonly fields: JsonObject;
  readonly queryCode: string | undefined;

  constructor(
    readonly code: string,
    message: string,
    options: ServiceErrorOptions = {},
  ) {
    super(message);
    this.name = code;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? {};
    this.queryCode = options.queryCode;
  }
}
