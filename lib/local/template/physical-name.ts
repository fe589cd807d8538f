import { createHash } from 'node:crypto';
import type { DeclaredResource } from './declared-resource';

/**
 * The name a resource gets: its own, or one made of stack and logical id. CloudFormation adds random letters; here the
 * name stays the same from start to start, so that a data folder finds its tables and queues again.
 */
export const physicalName = (resource: DeclaredResource, property: string, longest: number): string => {
  const given = resource.property(property);
  if (typeof given === 'string' && given !== '') return given;
  const name = `${resource.stackName}-${resource.logicalId}`;
  if (name.length <= longest) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, longest - 9)}-${hash}`;
};
