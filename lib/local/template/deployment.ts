import { resolve as resolvePath } from 'node:path';
import type { DeclaredResource, Identity } from './declared-resource';
import { resolve, type Scope } from './intrinsics';
import { nestedSource } from './nested-stack';
import type { Environment, Template, TemplateResource, TemplateSource } from './types';

/** How a type of resource gets its `Ref` and attributes; the table of types gives it. */
export type Identify = (resource: DeclaredResource) => Identity;

/** All stacks together: what they declare, and what they put out. */
export interface Deployment {
  readonly resources: readonly DeclaredResource[];
  /** Stack name → output key → value. */
  readonly outputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const lazy = <T>(what: string, make: () => T): (() => T) => {
  let state: 'new' | 'busy' | 'done' = 'new';
  let value: T;
  return () => {
    if (state === 'busy') throw new Error(`${what} refers to itself`);
    if (state === 'new') {
      state = 'busy';
      value = make();
      state = 'done';
    }
    return value;
  };
};

const assetPathOf = (source: TemplateSource, resource: TemplateResource): string | undefined => {
  const named = resource.Metadata?.['aws:asset:path'];
  if (typeof named === 'string') return resolvePath(source.assetRoot, named);
  const { Code, DefinitionS3Location } = (resource.Properties ?? {}) as Readonly<
    Record<string, { readonly S3Key?: unknown; readonly Key?: unknown } | undefined>
  >;
  const key = Code?.S3Key ?? DefinitionS3Location?.Key;
  const hash = typeof key === 'string' ? key.replace(/^.*\/|\.\w+$/g, '') : undefined;
  const path = hash === undefined ? undefined : (source.assets?.[hash] ?? `asset.${hash}`);
  return path === undefined ? undefined : resolvePath(source.assetRoot, path);
};

const pseudoParameters = (
  stackName: string,
  environment: Environment,
): Readonly<Record<string, unknown>> => ({
  'AWS::AccountId': environment.accountId,
  'AWS::Region': environment.region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::NotificationARNs': [],
  'AWS::StackName': stackName,
  'AWS::StackId': `arn:aws:cloudformation:${environment.region}:${environment.accountId}:stack/${stackName}/embedded`,
});

interface StackView {
  readonly source: TemplateSource;
  readonly scope: Scope;
  readonly resources: Map<string, DeclaredResource>;
  /** The stacks that it nests, by the resources that stand for them. */
  readonly nested: ReadonlyMap<string, StackView>;
}

/** What a stack says of one that it nests: its outputs. */
const nestedIdentity = ({ source, scope }: StackView): Identity => ({
  ref: String(scope.ref('AWS::StackId')),
  attribute: (name) => {
    const output = source.template.Outputs?.[name.replace(/^Outputs\./, '')];
    return output && resolve(output.Value, scope);
  },
});

/** All that runs: what a nested stack declares in place of the resource that stands for it. */
const allResources = ({ resources, nested }: StackView): readonly DeclaredResource[] =>
  [...resources].flatMap(([id, resource]) => {
    const inner = nested.get(id);
    return inner ? allResources(inner) : [resource];
  });

const viewOf = (
  source: TemplateSource,
  environment: Environment,
  identify: Identify,
  importValue: (name: string) => unknown,
  /** Values that a stack gives to the parameters of one that it nests. */
  given: (parameter: string) => unknown = () => undefined,
): StackView => {
  const template: Template = source.template;
  const pseudo = pseudoParameters(source.stackName, environment);
  const resources = new Map<string, DeclaredResource>();
  const conditions = new Map(
    Object.entries(template.Conditions ?? {}).map(([name, value]) => [
      name,
      lazy(`condition ${name}`, () => resolve(value, scope) === true),
    ]),
  );
  const resourceOf = (logicalId: string): DeclaredResource => {
    const found = resources.get(logicalId);
    if (!found)
      throw new Error(`stack ${source.stackName} refers to "${logicalId}", which it does not declare`);
    return found;
  };
  const scope: Scope = {
    ref: (id) => {
      if (id in pseudo) return pseudo[id];
      const parameter = template.Parameters?.[id];
      if (!parameter) return resourceOf(id).identity().ref;
      const value = given(id);
      if (value !== undefined) return value;
      if (parameter.Default === undefined)
        throw new Error(`parameter ${id} of stack ${source.stackName} has no default`);
      return parameter.Default;
    },
    attribute: (id, name) => {
      const value = resourceOf(id).identity().attribute(name);
      if (value === undefined)
        throw new Error(`${resourceOf(id).type} ${id} has no attribute ${name} in the embedded stack`);
      return value;
    },
    condition: (name) => {
      const condition = conditions.get(name);
      if (!condition) throw new Error(`stack ${source.stackName} has no condition "${name}"`);
      return condition();
    },
    mapping: (map, first, second) => template.Mappings?.[map]?.[first]?.[second],
    importValue,
  };
  const nested = new Map<string, StackView>();
  for (const [logicalId, resource] of Object.entries(template.Resources ?? {})) {
    if (resource.Condition !== undefined && !scope.condition(resource.Condition)) continue;
    const inner = nestedSource(source, logicalId, resource);
    let identity = identify;
    if (inner) {
      const parameters = (resource.Properties?.Parameters ?? {}) as Readonly<Record<string, unknown>>;
      const given = (name: string): unknown => resolve(parameters[name], scope);
      const view = viewOf(inner, environment, identify, importValue, given);
      nested.set(logicalId, view);
      identity = () => nestedIdentity(view);
    }
    resources.set(logicalId, declare(source, environment, scope, logicalId, resource, resources, identity));
  }
  return { source, scope, resources, nested };
};

const declare = (
  source: TemplateSource,
  environment: Environment,
  scope: Scope,
  logicalId: string,
  resource: TemplateResource,
  siblings: ReadonlyMap<string, DeclaredResource>,
  identify: Identify,
): DeclaredResource => {
  const named = `${logicalId} (${resource.Type})`;
  const within = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const message = (error as Error).message;
      throw new Error(
        message.startsWith(source.stackName) ? message : `${source.stackName}: ${named}: ${message}`,
      );
    }
  };
  const declared: DeclaredResource = {
    stackName: source.stackName,
    logicalId,
    type: resource.Type,
    environment,
    assetPath: assetPathOf(source, resource),
    property: (name) => within(() => resolve(resource.Properties?.[name], scope)),
    properties: lazy(named, () =>
      within(() => resolve(resource.Properties ?? {}, scope) as Readonly<Record<string, unknown>>),
    ),
    identity: lazy(named, () => identify(declared)),
    ordinal: (property) => {
      const same = [...siblings.values()].filter(
        (other) => other.type === resource.Type && other.property(property) === declared.property(property),
      );
      return same.indexOf(declared) + 1;
    },
  };
  return declared;
};

/** Reads all templates as one deployment: references and exports are worked out lazily, across stacks too. */
export const deploymentOf = (
  sources: readonly TemplateSource[],
  environment: Environment,
  identify: Identify,
): Deployment => {
  const exports = lazy('exports', () => {
    const entries = views.flatMap(({ source, scope }) =>
      Object.values(source.template.Outputs ?? {}).flatMap((output) =>
        output.Export && (output.Condition === undefined || scope.condition(output.Condition))
          ? [[String(resolve(output.Export.Name, scope)), () => resolve(output.Value, scope)] as const]
          : [],
      ),
    );
    return new Map(entries);
  });
  const importValue = (name: string): unknown => {
    const value = exports().get(name);
    if (!value) throw new Error(`no stack exports "${name}"`);
    return value();
  };
  const views = sources.map((source) => viewOf(source, environment, identify, importValue));
  return {
    resources: views.flatMap(allResources),
    outputs: Object.fromEntries(
      views.map(({ source, scope }) => [
        source.stackName,
        Object.fromEntries(
          Object.entries(source.template.Outputs ?? {})
            .filter(([, output]) => output.Condition === undefined || scope.condition(output.Condition))
            .map(([key, output]) => [key, String(resolve(output.Value, scope))]),
        ),
      ]),
    ),
  };
};
