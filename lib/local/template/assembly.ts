import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template, TemplateSource } from './types';

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly displayName?: string;
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
    readonly terminationProtection?: boolean;
  };
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, { readonly source?: { readonly path?: string } }>>;
}

const json = <T>(path: string): T => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${path} cannot be read (${code ?? message}): run "npx cdk synth" again`);
  }
};

const assetsOf = (folder: string, artifactId: string): Record<string, string> => {
  const path = join(folder, `${artifactId}.assets.json`);
  if (!existsSync(path)) return {};
  return Object.fromEntries(
    Object.entries(json<AssetManifest>(path).files ?? {}).flatMap(([hash, file]) =>
      file.source?.path ? [[hash, file.source.path]] : [],
    ),
  );
};

/**
 * The stacks of a cloud assembly (`cdk.out`), those of its stages too.
 * @throws Error when the folder holds no `manifest.json`, no stack, or a file that cannot be read.
 */
export const loadAssembly = (folder: string): readonly TemplateSource[] => {
  const stacks = stacksIn(folder);
  if (stacks.length > 0) return stacks;
  throw new Error(`${folder} holds no stack: run "npx cdk synth" in the app's own folder`);
};

const stacksIn = (folder: string): readonly TemplateSource[] => {
  const manifestPath = join(folder, 'manifest.json');
  if (!existsSync(manifestPath)) {
    throw new Error(`${folder} is no cloud assembly: it has no manifest.json; run "npx cdk synth" first`);
  }
  return Object.entries(json<Manifest>(manifestPath).artifacts ?? {}).flatMap(([id, artifact]) => {
    const properties = artifact.properties ?? {};
    if (artifact.type === 'cdk:cloud-assembly' && properties.directoryName) {
      return stacksIn(join(folder, properties.directoryName));
    }
    if (artifact.type !== 'aws:cloudformation:stack' || !properties.templateFile) return [];
    return [
      {
        stackName: properties.stackName ?? artifact.displayName ?? id,
        template: json<Template>(join(folder, properties.templateFile)),
        terminationProtection: properties.terminationProtection === true,
        assetRoot: folder,
        assets: assetsOf(folder, id),
      },
    ];
  });
};
