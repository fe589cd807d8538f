import type { Identity } from '../identity';

export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
}

/** An object as ListObjectsV2 tells of it. */
export interface ListedObject {
  readonly Key: string;
  readonly Size: number;
  readonly ETag: string;
  /** Seconds since the epoch. */
  readonly LastModified: number;
  readonly StorageClass: string;
}

/** On whose behalf something is read or written. */
export type Requester = Pick<Identity, 'executionArn' | 'stateMachineArn'>;

/**
 * Where a distributed Map reads items from and writes results to. What may not be done, or is not there, rejects with a
 * TaskError, whose cause says so.
 */
export interface MapStorage {
  getObject(location: ObjectLocation, requester: Requester): Promise<Uint8Array>;
  listObjects(bucket: string, prefix: string, requester: Requester): Promise<readonly ListedObject[]>;
  putObject(location: ObjectLocation, content: string, requester: Requester): Promise<void>;
  /** All items of a table, as DynamoDB spells them. */
  scan(input: Readonly<Record<string, unknown>>, requester: Requester): Promise<readonly unknown[]>;
}
