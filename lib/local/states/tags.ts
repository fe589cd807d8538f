import { type JsonObject, ServiceError } from '../http';
import type { KeepResource, KeptResource } from './resource-line';

/** Source: Step Functions service quotas, "Quotas related to tagging". */
const MOST_TAGS = 50;

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** Tags as CloudFormation writes them. */
export const declaredTags = (tags: readonly JsonObject[]): readonly Tag[] =>
  tags.map(({ Key, Value }) => ({ key: String(Key), value: String(Value) }));

/** The tags of machines and activities. */
export class Tags {
  private readonly byArn = new Map<string, ReadonlyMap<string, string>>();

  constructor(private readonly keep: KeepResource = () => undefined) {}

  /** Tags that a template declares. */
  deploy(arn: string, tags: readonly Tag[]): void {
    if (tags.length > 0) this.byArn.set(arn, new Map(tags.map(({ key, value }) => [key, value])));
  }

  /** @throws ServiceError `TooManyTags` */
  add(arn: string, tags: readonly Partial<Tag>[]): void {
    const all = new Map(this.byArn.get(arn));
    for (const { key = '', value = '' } of tags) all.set(key, value);
    if (all.size > MOST_TAGS) {
      const message = `Too many tags: '${arn}' would have ${all.size}; at most ${MOST_TAGS} are allowed`;
      throw new ServiceError('TooManyTags', message, { fields: { resourceName: arn } });
    }
    this.set(arn, all);
  }

  remove(arn: string, keys: readonly unknown[]): void {
    const left = [...(this.byArn.get(arn) ?? [])].filter(([key]) => !keys.includes(key));
    this.set(arn, new Map(left));
  }

  forget(arn: string): void {
    if (this.byArn.delete(arn)) this.keep('tags', arn, undefined);
  }

  of(arn: string): readonly Tag[] {
    return [...(this.byArn.get(arn) ?? [])].map(([key, value]) => ({ key, value }));
  }

  restore(resources: readonly KeptResource[]): void {
    for (const { kind, arn, value } of resources) {
      if (kind === 'tags' && !this.byArn.has(arn)) {
        this.byArn.set(arn, new Map(Object.entries(value as Record<string, string>)));
      }
    }
  }

  private set(arn: string, tags: ReadonlyMap<string, string>): void {
    this.byArn.set(arn, tags);
    this.keep('tags', arn, tags.size === 0 ? undefined : Object.fromEntries(tags));
  }
}
