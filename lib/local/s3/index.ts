export { Buckets } from './buckets';
export { s3Api } from './s3-api';
