/** `sqs` of `arn:aws:sqs:…`; empty for what is no ARN. */
export const serviceIn = (arn: string): string => arn.split(':')[2] ?? '';
