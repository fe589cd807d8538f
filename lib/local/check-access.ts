import { ACCOUNT_ID, DEFAULT_REGION } from './environment';
import { AccessControl, type StatementUse } from './iam';
import { identify, missingAccess, readAccess, type UnmetNeed } from './resources';
import { deploymentOf, type TemplateSource } from './template';

/** What AWS does on behalf of the resources of templates. */
export interface TemplateAccess {
  /** What no policy lets it do: alarms that reach nobody, rules that deliver nothing, roles that cannot be taken on. */
  readonly missing: readonly UnmetNeed[];
  /** Every statement, and whether AWS needs it to serve the template. */
  readonly statements: readonly StatementUse[];
}

/**
 * Holds the policies of templates against what AWS does for their resources. Nothing is brought up for it.
 * @throws Error for a policy that is not evaluated here
 */
export const accessIn = (templates: readonly TemplateSource[]): TemplateAccess => {
  const environment = { region: DEFAULT_REGION, accountId: ACCOUNT_ID, endpoint: 'http://127.0.0.1' };
  const { resources } = deploymentOf(templates, environment, identify);
  const access = new AccessControl(ACCOUNT_ID);
  readAccess(resources, access);
  return { missing: missingAccess(resources, access), statements: access.statements() };
};

/** What AWS would have to do for these templates, and may not. */
export const missingAccessIn = (templates: readonly TemplateSource[]): readonly UnmetNeed[] =>
  accessIn(templates).missing;
