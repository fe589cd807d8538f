import { type ListedObject, type MapStorage, type Requester, TaskError } from '../engine';
import type { GuardedCall } from './guard';
import { type JsonObject, ServiceError } from './http';
import type { ServiceApis } from './integrations';

export interface MapStorageOptions {
  readonly apis: ServiceApis;
  /** @throws ServiceError when the machine's role may not make the call */
  readonly demand: (requester: Requester, asked: GuardedCall) => void;
}

/** What distributed Maps read and write, by the services' own operations, as the machine's role. */
export const mapStorage = ({ apis, demand }: MapStorageOptions): MapStorage => {
  const call = async (
    service: string,
    operation: string,
    input: JsonObject,
    requester: Requester,
  ): Promise<JsonObject> => {
    try {
      demand(requester, { service, operation, input });
      return await apis.call(service, operation, input, new AbortController().signal);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { code, message, status } = error;
      throw new TaskError(
        code,
        `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${code})`,
      );
    }
  };

  return {
    getObject: async ({ bucket, key }, requester) => {
      const { Body } = await call('s3', 'GetObject', { Bucket: bucket, Key: key }, requester);
      return Buffer.from(String(Body));
    },
    listObjects: async (bucket, prefix, requester) => {
      const objects: ListedObject[] = [];
      let ContinuationToken: unknown;
      do {
        const input = { Bucket: bucket, Prefix: prefix, ...(ContinuationToken ? { ContinuationToken } : {}) };
        const page = await call('s3', 'ListObjectsV2', input, requester);
        objects.push(...(page.Contents as readonly ListedObject[]));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return objects;
    },
    putObject: async ({ bucket, key }, content, requester) => {
      await call('s3', 'PutObject', { Bucket: bucket, Key: key, Body: content }, requester);
    },
    scan: async (input, requester) => {
      const items: unknown[] = [];
      let from: unknown;
      do {
        const page = await call(
          'dynamodb',
          'Scan',
          { ...input, ...(from === undefined ? {} : { ExclusiveStartKey: from }) },
          requester,
        );
        items.push(...(page.Items as readonly unknown[]));
        from = page.LastEvaluatedKey;
      } while (from !== undefined);
      return items;
    },
  };
};
