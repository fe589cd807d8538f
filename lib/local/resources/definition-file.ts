import { existsSync, readFileSync } from 'node:fs';
import { isYaml, readYaml } from '../../asl';
import type { DeclaredResource } from '../template';
import { object } from './read';

/**
 * The text of a definition that stands in a file: S3 holds what the assembly has as an asset.
 * @throws Error when the assembly does not have it
 */
export const definitionFile = (resource: DeclaredResource): string => {
  const { assetPath } = resource;
  if (assetPath === undefined || !existsSync(assetPath)) {
    const { Key } = object(resource.property('DefinitionS3Location'));
    throw new Error(
      `DefinitionS3Location names ${String(Key)}, which is no asset of the assembly; give the definition as an asset (DefinitionBody.fromFile), or as DefinitionString`,
    );
  }
  const text = readFileSync(assetPath, 'utf8');
  return isYaml(assetPath) ? JSON.stringify(readYaml(text, assetPath)) : text;
};
