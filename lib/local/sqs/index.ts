export { type Message, md5 } from './message';
export { systemAttributes } from './operations';
export { type SqsOptions, SqsService } from './sqs-service';
export { StandardQueue } from './standard-queue';
