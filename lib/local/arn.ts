/** `sqs` of `arn:aws:sqs:…`; empty for what is no ARN. */
export const serviceIn = (arn: string): string => arn.split(':')[2] ?? '';

/** The name in an ARN that ends with it: of a queue, a machine, an execution. */
export const nameIn = (arn: string): string => arn.split(':').at(-1) ?? '';
