import { sqsError } from './errors';

/** The attributes that can be set, as the API has them: strings. */
export type QueueAttributes = Readonly<Record<string, string>>;

interface NumberAttribute {
  readonly default: number;
  readonly least: number;
  readonly most: number;
}

/** Seconds, and bytes for the message size (1 MiB since August 2025). */
const NUMBERS: Readonly<Record<string, NumberAttribute>> = {
  DelaySeconds: { default: 0, least: 0, most: 900 },
  MaximumMessageSize: { default: 1_048_576, least: 1024, most: 1_048_576 },
  MessageRetentionPeriod: { default: 345_600, least: 60, most: 1_209_600 },
  ReceiveMessageWaitTimeSeconds: { default: 0, least: 0, most: 20 },
  VisibilityTimeout: { default: 30, least: 0, most: 43_200 },
};

/** Kept and shown, without effect here. */
const NOTED = new Set([
  'Policy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
]);

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export const numberOf = (attributes: QueueAttributes, name: string): number => {
  const value = attributes[name];
  return value === undefined ? (NUMBERS[name] as NumberAttribute).default : Number(value);
};

export const redrivePolicyOf = (attributes: QueueAttributes): RedrivePolicy | undefined => {
  if (!attributes.RedrivePolicy) return undefined;
  const policy = JSON.parse(attributes.RedrivePolicy) as Record<string, unknown>;
  return {
    deadLetterTargetArn: String(policy.deadLetterTargetArn),
    maxReceiveCount: Number(policy.maxReceiveCount),
  };
};

/** Every settable attribute with its value or default, as GetQueueAttributes shows them. */
export const shown = (attributes: QueueAttributes): QueueAttributes => ({
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, { default: value }]) => [name, String(value)])),
  SqsManagedSseEnabled: 'true',
  ...attributes,
});

/** Refuses unknown attributes and values out of their range. */
export const checkAttributes = (attributes: QueueAttributes): void => {
  for (const [name, value] of Object.entries(attributes)) {
    const number = NUMBERS[name];
    if (number) checkNumber(name, value, number);
    else if (name === 'RedrivePolicy') checkRedrivePolicy(value);
    else if (name === 'FifoQueue') {
      throw sqsError('UnsupportedOperation', 'FIFO queues are not served here; leave FifoQueue out.');
    } else if (!NOTED.has(name)) throw sqsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
};

const checkNumber = (name: string, value: string, { least, most }: NumberAttribute): void => {
  const number = Number(value);
  if (value !== '' && Number.isInteger(number) && number >= least && number <= most) return;
  throw sqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
};

const checkRedrivePolicy = (value: string): void => {
  if (value === '') return;
  const refuse = (reason: string) =>
    sqsError(
      'InvalidParameterValue',
      `Value ${value} for parameter RedrivePolicy is invalid. Reason: ${reason}`,
    );
  let policy: unknown;
  try {
    policy = JSON.parse(value);
  } catch {
    throw refuse('Redrive policy is not a valid JSON map.');
  }
  const { deadLetterTargetArn, maxReceiveCount } = (policy ?? {}) as Record<string, unknown>;
  if (typeof deadLetterTargetArn !== 'string')
    throw refuse('Redrive policy does not contain deadLetterTargetArn.');
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw refuse('maxReceiveCount must be an integer from 1 to 1000.');
  }
};
