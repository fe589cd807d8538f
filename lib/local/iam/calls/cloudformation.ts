import { type AccessOf, access, text } from './call-access';

/**
 * CloudFormation judges a stack that is named by its name alone, before it knows the id: a policy has to end in `/*`.
 * Without a name it is all stacks, and whoever describes all of them has to be allowed to list them.
 */
export const cloudformationAccess: AccessOf = ({ operation, input }, { region, accountId }) => {
  const name = text(input.StackName);
  const stacks = `arn:aws:cloudformation:${region}:${accountId}:stack`;
  if (name === '') {
    const lists = operation === 'DescribeStacks' ? ['DescribeStacks', 'ListStacks'] : [operation];
    return lists.map((action) => access(`cloudformation:${action}`, `${stacks}/*/*`));
  }
  return [access(`cloudformation:${operation}`, name.startsWith('arn:') ? name : `${stacks}/${name}/*`)];
};
