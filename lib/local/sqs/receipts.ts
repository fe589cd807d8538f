import { randomUUID } from 'node:crypto';
import { invalidReceipt } from './errors';

/** A receipt handle names its queue and message; the rest makes each receive's handle another one. */
export const newReceipt = (queue: string, messageId: string): string =>
  Buffer.from(JSON.stringify([queue, messageId, randomUUID()])).toString('base64url');

/** The message that a handle of `queue` stands for; a handle that is malformed or of another queue is refused. */
export const messageOf = (queue: string, handle: string): string => {
  try {
    const [owner, id] = JSON.parse(Buffer.from(handle, 'base64url').toString('utf8')) as unknown[];
    if (owner === queue && typeof id === 'string') return id;
  } catch {
    // Refused below.
  }
  throw invalidReceipt(handle);
};
