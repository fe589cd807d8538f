import type { Resource } from '../../stacks/stack-template';
import type { Defect } from '../defect';

/** A queue keeps its messages for four days, SQS's default. */
export const shorterRetention: Defect = {
  template: (template) => ({
    ...template,
    Resources: Object.fromEntries(
      Object.entries(template.Resources).map(([id, resource]) => [id, forgetful(resource)]),
    ),
  }),
};

const forgetful = (resource: Resource): Resource => {
  if (resource.Type !== 'AWS::SQS::Queue') return resource;
  const { MessageRetentionPeriod: _fortnight, ...rest } = resource.Properties;
  return { ...resource, Properties: rest };
};
