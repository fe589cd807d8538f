import { ServiceError } from '../http';

/** `email`: subject and text; `email-json`: the notification as JSON. */
export type MailProtocol = 'email' | 'email-json';

/** What would have been mailed: nothing is, here. */
export interface Mail {
  readonly topicArn: string;
  readonly address: string;
  /** The topic's own on AWS where the publisher gives none. */
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Mails that are kept, the newest. */
const MOST_MAILS = 10_000;

/** One who is told of what is published to a topic. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: 'sqs' | 'lambda' | MailProtocol;
  /** ARN of the queue or function, or address. */
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
  private readonly sent: Mail[] = [];

  /** @param onMail told of each mail, when it would be sent */
  constructor(private readonly onMail: (mail: Mail) => void = () => undefined) {}

  mail(mail: Mail): void {
    this.sent.push(mail);
    if (this.sent.length > MOST_MAILS) this.sent.shift();
    this.onMail(mail);
  }

  /** Oldest first. */
  mails(): readonly Mail[] {
    return [...this.sent];
  }

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
