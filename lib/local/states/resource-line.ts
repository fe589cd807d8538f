import type { JsonObject } from '../http';

/** What the API makes and the journal keeps beside executions. */
export const RESOURCE_KINDS = ['machine', 'version', 'alias', 'tags', 'activity', 'mapRun'] as const;
export type ResourceKind = (typeof RESOURCE_KINDS)[number];

/** A resource as it stands now; without a value it is gone. */
export type KeepResource = (kind: ResourceKind, arn: string, value: JsonObject | undefined) => void;

export interface KeptResource {
  readonly kind: ResourceKind;
  readonly arn: string;
  readonly value: JsonObject;
}
