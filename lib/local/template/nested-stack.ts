import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Template, TemplateResource, TemplateSource } from './types';

const NESTED = 'AWS::CloudFormation::Stack';

/** The asset's hash, whatever function of the template puts the URL around it. */
const HASH = /([0-9a-f]{32,})\.json/;

const templatePath = ({ assets }: TemplateSource, resource: TemplateResource): string | undefined => {
  const named = resource.Metadata?.['aws:asset:path'];
  if (typeof named === 'string') return named;
  const [, hash = ''] = HASH.exec(JSON.stringify(resource.Properties?.TemplateURL ?? '')) ?? [];
  return assets?.[hash];
};

/** The stack that a resource nests, when its template is an asset of the assembly; undefined for anything else. */
export const nestedSource = (
  source: TemplateSource,
  logicalId: string,
  resource: TemplateResource,
): TemplateSource | undefined => {
  const path = resource.Type === NESTED ? templatePath(source, resource) : undefined;
  if (path === undefined) return undefined;
  const file = resolve(source.assetRoot, path);
  if (!existsSync(file)) return undefined;
  return {
    ...source,
    stackName: `${source.stackName}-${logicalId}`,
    template: JSON.parse(readFileSync(file, 'utf8')) as Template,
  };
};
