import type { IncomingMessage } from 'node:http';
import { ServiceError } from './service-error';

/** The largest request read, in bytes: DynamoDB's own limit (16 MiB), the largest of the APIs served here. */
const LARGEST_REQUEST = 16 * 1024 * 1024;

const CALLER_PATH = /^\/w\/([^/]+)(\/.*)?$/;

export interface RequestTarget {
  readonly caller: string | undefined;
  /** Decoded path without the caller's part; at least `/`. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Splits the caller's base path `/w/<caller>` off the path. */
export const targetOf = (url: string): RequestTarget => {
  const parsed = new URL(url, 'http://loopback');
  const path = decode(parsed.pathname);
  const match = CALLER_PATH.exec(path);
  return match
    ? { caller: match[1], path: match[2] ?? '/', query: parsed.searchParams }
    : { caller: undefined, path, query: parsed.searchParams };
};

/** The key id in a signature of AWS: `AWS4-HMAC-SHA256 Credential=<id>/<date>/…`. */
export const accessKeyIn = (authorization: string | undefined): string | undefined =>
  /\bCredential=([^/,\s]+)\//.exec(authorization ?? '')?.[1];

const decode = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};

export const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_REQUEST) {
      throw new ServiceError(
        'RequestEntityTooLarge',
        `Request must be smaller than ${LARGEST_REQUEST} bytes.`,
        {
          status: 413,
        },
      );
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
};
