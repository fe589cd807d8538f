import { type AccessOf, access, text } from './call-access';

/** The API's operation and the permission have different names here. Source: service authorization reference, S3. */
const ACTIONS: Readonly<Record<string, string>> = { HeadObject: 'GetObject', ListObjectsV2: 'ListBucket' };

export const s3Access: AccessOf = ({ operation, input }) => {
  const bucket = `arn:aws:s3:::${text(input.Bucket)}`;
  const key = text(input.Key);
  return [access(`s3:${ACTIONS[operation] ?? operation}`, key === '' ? bucket : `${bucket}/${key}`)];
};
