import { randomUUID } from 'node:crypto';
import type { Clock } from '../../engine';
import { type JsonObject, type Service, type ServiceCall, ServiceError } from '../http';
import { Journal, type Restored } from './journal';
import { OPERATIONS } from './operations';
import { readAttributes } from './queue-attributes';
import { StandardQueue } from './standard-queue';

export interface SqsOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Endpoint that QueueUrls point to, without a slash at its end. */
  readonly url: () => string;
  /** File that keeps the messages across restarts. @default none */
  readonly file?: string;
}

/** Standard queues behind the SQS API; QueueUrls lie on the stack's own host and port. */
export class SqsService implements Service {
  readonly name = 'sqs';
  readonly target = 'AmazonSQS';
  readonly clock: Clock;
  private readonly queues = new Map<string, StandardQueue>();
  private readonly journal: Journal | undefined;
  private readonly restored: Restored;

  constructor(private readonly options: SqsOptions) {
    this.clock = options.clock;
    const opened = options.file === undefined ? undefined : Journal.open(options.file);
    this.journal = opened?.journal;
    this.restored = opened?.restored ?? new Map();
  }

  handle(call: ServiceCall): Promise<JsonObject> {
    return this.call(call.operation, call.input, call);
  }

  /** Any operation, from within the process, by its name in the API. */
  async call(
    name: string,
    input: JsonObject,
    wait: Pick<ServiceCall, 'idle' | 'signal'> = { idle: (pending) => pending, signal: NEVER.signal },
  ): Promise<JsonObject> {
    const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
    if (!operation) {
      throw new ServiceError('UnsupportedOperation', `${name} is not served here.`, {
        queryCode: 'AWS.SimpleQueueService.UnsupportedOperation',
      });
    }
    return operation(this, input, wait);
  }

  create(name: string, attributes: Readonly<Record<string, string>>): StandardQueue {
    const existing = this.queues.get(name);
    if (existing) return existing;
    const queue = new StandardQueue(
      {
        name,
        arn: `arn:aws:sqs:${this.options.region}:${this.options.accountId}:${name}`,
        clock: this.clock,
        newId: randomUUID,
        journal: this.journal,
        deadLetters: (arn) => this.queues.get(arn.split(':').pop() ?? ''),
      },
      readAttributes(attributes),
      this.restored.get(name),
    );
    this.queues.set(name, queue);
    return queue;
  }

  /** By name. */
  get(name: string): StandardQueue | undefined {
    return this.queues.get(name);
  }

  /** By QueueUrl; only its last part counts, so that it holds under every prefix. @throws ServiceError `QueueDoesNotExist` */
  byUrl(url: unknown): StandardQueue {
    const queue = this.queues.get(
      String(url ?? '')
        .split('/')
        .pop() ?? '',
    );
    if (queue) return queue;
    throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.', {
      queryCode: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  }

  urlOf(name: string): string {
    return `${this.options.url()}/${this.options.accountId}/${name}`;
  }

  all(): readonly StandardQueue[] {
    return [...this.queues.values()];
  }

  delete(name: string): void {
    this.queues.get(name)?.purge();
    this.queues.delete(name);
  }

  close(): void {
    this.journal?.close();
  }
}

const NEVER = new AbortController();
