import type { CallNote, JsonObject } from '../../http';
import type { Access } from '../access-control';

/** Where a call's names lead to. */
export interface AccessScope {
  readonly region: string;
  readonly accountId: string;
  /** The customer managed key of a resource. */
  keyOf(resourceArn: string): string | undefined;
  /** The state machine whose task waits for a token; undefined when none does. */
  machineOfToken(token: string): string | undefined;
}

/** What the caller of an operation has to be allowed. */
export type AccessOf = (call: Pick<CallNote, 'operation' | 'input'>, scope: AccessScope) => readonly Access[];

export const access = (action: string, resource: string, context: Access['context'] = {}): Access => ({
  action,
  resource,
  context,
});

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

export const objects = (value: unknown): readonly JsonObject[] => (Array.isArray(value) ? value : []);
