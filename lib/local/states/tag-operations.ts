import { ServiceError } from '../http';
import { resourceIn } from './arn';
import type { Operation, StatesContext } from './operation';
import type { Tag } from './tags';

/** Machines and activities have tags; versions and aliases have none. */
const tagged = ({ machines, activities }: StatesContext, arn: string): string => {
  resourceIn(arn, 'stateMachine', 'activity');
  if (machines.has(arn) || activities.has(arn)) return arn;
  throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`, {
    fields: { resourceName: arn },
  });
};

const tagResource: Operation = (context, input) => {
  context.tags.add(tagged(context, input.resourceArn as string), input.tags as readonly Partial<Tag>[]);
  return {};
};

const untagResource: Operation = (context, input) => {
  context.tags.remove(tagged(context, input.resourceArn as string), input.tagKeys as readonly unknown[]);
  return {};
};

const listTagsForResource: Operation = (context, input) => ({
  tags: context.tags.of(tagged(context, input.resourceArn as string)),
});

export const TAG_OPERATIONS: Readonly<Record<string, Operation>> = {
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTagsForResource,
};
