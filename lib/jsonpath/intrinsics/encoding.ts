import { createHash } from 'node:crypto';
import { javaText } from '../java/text';
import { limited, text } from './arguments';
import type { Intrinsic } from './intrinsic';

const HASHES: ReadonlyMap<unknown, string> = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

const hash = (data: unknown, algorithm: unknown): string => {
  const name = HASHES.get(algorithm);
  if (!name) throw new Error(`the algorithm is one of ${[...HASHES.keys()].join(', ')}`);
  if (data === null) throw new Error('a value expected, not null');
  return createHash(name)
    .update(limited(javaText(data)))
    .digest('hex');
};

/** Characters that are none of Base64 are passed over, and padding ends it. Source: executions on AWS. */
const decode = (value: unknown): string => {
  const [encoded = ''] = limited(text(value)).split('=');
  return Buffer.from(encoded, 'base64').toString();
};

/** Source: developer guide, "Intrinsics for data encoding and decoding", "Intrinsic for hash calculation". */
export const ENCODING_INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'States.Base64Decode': { takes: [1, 1], run: ([value]) => decode(value) },
  'States.Base64Encode': {
    takes: [1, 1],
    run: ([value]) => Buffer.from(limited(text(value))).toString('base64'),
  },
  'States.Hash': { takes: [2, 2], run: ([data, algorithm]) => hash(data, algorithm) },
};
