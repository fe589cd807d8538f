import { ServiceError } from '../http';

/** One who is told of what is published to a topic. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: 'sqs' | 'lambda';
  /** ARN of the queue or function. */
  readonly endpoint: string;
  /** A queue gets the message alone. */
  readonly raw: boolean;
  readonly filterPolicy: Readonly<Record<string, unknown>> | undefined;
  readonly filterScope: 'MessageAttributes' | 'MessageBody';
  /** ARN of the queue for what may not be delivered. */
  readonly deadLetters: string | undefined;
}

/** The topics and who is subscribed to them. */
export class Topics {
  private readonly topics = new Map<string, Subscription[]>();

  create(topicArn: string): void {
    if (!this.topics.has(topicArn)) this.topics.set(topicArn, []);
  }

  subscribe(subscription: Subscription): void {
    this.of(subscription.topicArn).push(subscription);
  }

  /** @throws ServiceError `NotFound` */
  of(topicArn: string): Subscription[] {
    const found = this.topics.get(topicArn);
    if (found) return found;
    throw new ServiceError('NotFound', 'Topic does not exist', { status: 404 });
  }

  arns(): readonly string[] {
    return [...this.topics.keys()];
  }
}
