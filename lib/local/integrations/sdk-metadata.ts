import { randomUUID } from 'node:crypto';

/** What Step Functions adds to every result of an AWS service. */
export const sdkMetadata = (contentLength: number, contentType: string): object => {
  const requestId = randomUUID();
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: {
        'x-amzn-RequestId': [requestId],
        'Content-Length': [String(contentLength)],
        'Content-Type': [contentType],
      },
      HttpHeaders: {
        'Content-Length': String(contentLength),
        'Content-Type': contentType,
        'x-amzn-RequestId': requestId,
      },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
};
