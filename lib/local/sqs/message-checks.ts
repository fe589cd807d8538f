import { invalidValue, missing, sqsError } from './errors';
import type { MessageAttribute, MessageAttributes } from './message';
import { numberOf, type QueueAttributes } from './queue-attributes';

/** What SQS refuses in a body: characters that XML 1.0 does not have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about control characters
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Message attributes with a usable type and a value; at most ten. */
export const checkedAttributes = (value: unknown): MessageAttributes => {
  const attributes = (value ?? {}) as MessageAttributes;
  const names = Object.keys(attributes);
  if (names.length > 10) {
    throw invalidValue(names.length, 'MessageAttributes', 'Must be at most 10.');
  }
  for (const name of names) checkAttribute(name, attributes[name] as MessageAttribute);
  return attributes;
};

const checkAttribute = (name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void => {
  const refuse = (reason: string) =>
    sqsError('InvalidParameterValue', `The message attribute '${name}' ${reason}`);
  const [type] = (DataType ?? '').split('.');
  if (type !== 'String' && type !== 'Number' && type !== 'Binary') {
    throw refuse(
      'has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.',
    );
  }
  if (!(type === 'Binary' ? BinaryValue : StringValue)) {
    throw refuse(`must contain non-empty message attribute value for message attribute type '${type}'.`);
  }
};

const sizeOf = (body: string, attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue, BinaryValue }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue ?? '') +
      Buffer.byteLength(BinaryValue ?? '', 'base64'),
    Buffer.byteLength(body),
  );

/** Refuses a body that is missing, too long (with its attributes), or holds characters that SQS does not take; returns its size. */
export const checkBody = (body: unknown, attributes: MessageAttributes, queue: QueueAttributes): number => {
  if (typeof body !== 'string' || body === '') throw missing('MessageBody');
  if (FORBIDDEN.test(body)) {
    throw sqsError('InvalidMessageContents', 'Invalid characters found in the message body.');
  }
  const size = sizeOf(body, attributes);
  const most = numberOf(queue, 'MaximumMessageSize');
  if (size > most) {
    throw sqsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
    );
  }
  return size;
};

/** A whole number from `least` to `most`, or undefined when it is not given. */
export const optionalNumber = (
  value: unknown,
  parameter: string,
  least: number,
  most: number,
): number | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidValue(value, parameter, `Must be between ${least} and ${most}, if provided.`);
};
