import { createHash } from 'node:crypto';
import type { MessageAttributes } from './message';

export const md5 = (text: string): string => createHash('md5').update(text, 'utf8').digest('hex');

/**
 * The digest that SDKs compare: for each attribute by name, length and bytes of name and type, then 1 and the string or
 * 2 and the bytes of its value ("Calculating the MD5 message digest for message attributes", SQS developer guide).
 */
export const md5OfAttributes = (attributes: MessageAttributes): string => {
  const hash = createHash('md5');
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, attribute] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    add(Buffer.from(name, 'utf8'));
    add(Buffer.from(attribute.DataType, 'utf8'));
    const binary = attribute.DataType.startsWith('Binary');
    hash.update(Buffer.from([binary ? 2 : 1]));
    add(
      binary ? Buffer.from(attribute.BinaryValue ?? '', 'base64') : Buffer.from(attribute.StringValue ?? ''),
    );
  }
  return hash.digest('hex');
};
