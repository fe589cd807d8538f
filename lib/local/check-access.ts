import { ACCOUNT_ID, DEFAULT_REGION } from './environment';
import { AccessControl } from './iam';
import { identify, missingAccess, readAccess, type UnmetNeed } from './resources';
import { deploymentOf, type TemplateSource } from './template';

/**
 * What AWS does on behalf of the resources of these templates, and no policy of them lets it do: alarms that reach nobody,
 * rules that deliver nothing, roles that cannot be taken on. Nothing is brought up for it.
 * @throws Error for a policy that is not evaluated here
 */
export const missingAccessIn = (templates: readonly TemplateSource[]): readonly UnmetNeed[] => {
  const environment = { region: DEFAULT_REGION, accountId: ACCOUNT_ID, endpoint: 'http://127.0.0.1' };
  const { resources } = deploymentOf(templates, environment, identify);
  const access = new AccessControl(ACCOUNT_ID);
  readAccess(resources, access);
  return missingAccess(resources, access);
};
