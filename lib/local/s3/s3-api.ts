import { createHash } from 'node:crypto';
import { type JsonObject, ServiceError } from '../http';
import type { ServiceApi } from '../integrations';
import type { Buckets } from './buckets';

const MS_PER_SECOND = 1000;
const LARGEST_PAGE = 1000;

const text = (input: JsonObject, member: string): string => {
  const value = input[member];
  if (typeof value === 'string' && value !== '') return value;
  throw new ServiceError('InvalidRequest', `${member} is missing`);
};

/** S3's entity tag of an object that was put in one piece. */
export const etagOf = (content: string | Buffer): string =>
  `"${createHash('md5').update(content).digest('hex')}"`;

type Operation = (buckets: Buckets, input: JsonObject) => JsonObject;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  GetObject: (buckets, input) => {
    const content = buckets.read(text(input, 'Bucket'), text(input, 'Key'));
    return { Body: content.toString('utf8'), ContentLength: content.length, ETag: etagOf(content) };
  },
  HeadObject: (buckets, input) => {
    const content = buckets.read(text(input, 'Bucket'), text(input, 'Key'));
    return { ContentLength: content.length, ETag: etagOf(content) };
  },
  PutObject: (buckets, input) => {
    const content = String(input.Body ?? '');
    buckets.write(text(input, 'Bucket'), text(input, 'Key'), content);
    return { ETag: etagOf(content) };
  },
  DeleteObject: (buckets, input) => {
    buckets.delete(text(input, 'Bucket'), text(input, 'Key'));
    return {};
  },
  ListObjectsV2: (buckets, input) => {
    const bucket = text(input, 'Bucket');
    const prefix = String(input.Prefix ?? '');
    const after = String(input.ContinuationToken ?? input.StartAfter ?? '');
    const most = Math.min(LARGEST_PAGE, Number(input.MaxKeys ?? LARGEST_PAGE));
    const all = buckets.list(bucket, prefix).filter(({ key }) => key > after);
    const page = all.slice(0, most);
    return {
      Name: bucket,
      Prefix: prefix,
      KeyCount: page.length,
      MaxKeys: most,
      IsTruncated: all.length > page.length,
      ...(all.length > page.length ? { NextContinuationToken: page.at(-1)?.key } : {}),
      Contents: page.map(({ key, size, modified }) => ({
        Key: key,
        Size: size,
        ETag: etagOf(buckets.read(bucket, key)),
        LastModified: Math.floor(modified / MS_PER_SECOND),
        StorageClass: 'STANDARD',
      })),
    };
  },
};

/** What state machines ask of S3: objects as text, in a folder. */
export const s3Api = (buckets: Buckets): ServiceApi => ({
  name: 's3',
  operations: Object.keys(OPERATIONS),
  handle: async ({ operation, input }) => {
    const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
    if (run) return run(buckets, input);
    throw new ServiceError(
      'UnknownOperationException',
      `${operation} is not served here; served: ${Object.keys(OPERATIONS).join(', ')}.`,
    );
  },
});
