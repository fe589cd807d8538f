import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Stack } from 'aws-cdk-lib/core';
import type { StateMachineDefinition } from '../../lib/asl';
import { stateName } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { buildApp } from '../../lib/stacks';

export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are walked freely in assertions
  readonly Properties: any;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}
export type Resources = Readonly<Record<string, Resource>>;

export interface StackTemplate {
  readonly Resources: Resources;
  readonly Outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** Every stack of the app, by its name in stage `dev`, and the prefix of its saga's resources. */
export const STACKS: readonly (readonly [stack: string, prefix: string])[] = Object.keys(sagas).map(
  (name) => [`${stateName(name)}Saga`, stateName(name)],
);

const templates = new Map<string, StackTemplate>();

/** A stack of the app as its template; code stands for the bundles, which have a test of their own. Made once each. */
export const templateOf = (stack: string, context: Record<string, unknown> = {}): StackTemplate => {
  const key = JSON.stringify([stack, context]);
  const template = templates.get(key) ?? synthesize(stack, context);
  templates.set(key, template);
  return template;
};

const synthesize = (stack: string, context: Record<string, unknown>): StackTemplate => {
  const app = buildApp(
    { code: () => Code.fromInline('//') },
    { context, builtinCloudFormationValidation: false },
  );
  const found = app.node.children.find(({ node }) => node.id === stack || node.id.startsWith(`${stack}-`));
  return Template.fromStack(found as Stack).toJSON() as StackTemplate;
};

export const orderTemplate = (context: Record<string, unknown> = {}): StackTemplate =>
  templateOf('OrderSaga', context);

export const ofType = (resources: Resources, type: string): [string, Resource][] =>
  Object.entries(resources).filter(([, resource]) => resource.Type === type);

/** The only resource of the type whose logical id is this name and CDK's hash. */
export const named = (resources: Resources, type: string, name: string): Resource => {
  const found = ofType(resources, type).filter(([id]) => id.replace(/[0-9A-F]{8}$/, '') === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} resources ${type} ${name}`);
  return found[0][1];
};

/** Text of an intrinsic: parts that are resolved at deployment appear as `<LogicalId>` or `<LogicalId.Attribute>`. */
export const text = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const intrinsic = value as Record<string, unknown>;
  if (intrinsic['Fn::Join']) {
    const [separator, parts] = intrinsic['Fn::Join'] as [string, unknown[]];
    return parts.map(text).join(separator);
  }
  if (intrinsic['Fn::GetAtt']) return `<${(intrinsic['Fn::GetAtt'] as string[]).join('.')}>`;
  if (intrinsic.Ref) return `<${String(intrinsic.Ref)}>`;
  // A part of something that is cut into parts, such as the stack's id.
  if (intrinsic['Fn::Select']) {
    const [index, parts] = intrinsic['Fn::Select'] as [number, { 'Fn::Split': [string, unknown] }];
    return `${text(parts['Fn::Split'][1])}[${index}]`;
  }
  throw new Error(`no text in ${JSON.stringify(value)}`);
};

export const asl = (machine: Resource): StateMachineDefinition =>
  JSON.parse(text(machine.Properties.DefinitionString)) as StateMachineDefinition;

export const list = <T>(value: T | readonly T[]): readonly T[] =>
  (Array.isArray(value) ? value : [value]) as readonly T[];

/** Resources that wait for each other, which CloudFormation refuses and a synthesis does not notice. */
export const cycleIn = (resources: Resources): string | undefined => {
  const seen = new Map<string, 'open' | 'done'>();
  const visit = (id: string, path: readonly string[]): string | undefined => {
    if (seen.get(id) === 'done') return undefined;
    if (seen.get(id) === 'open') return [...path, id].join(' → ');
    seen.set(id, 'open');
    for (const next of references(resources[id])) {
      const cycle = resources[next] && visit(next, [...path, id]);
      if (cycle) return cycle;
    }
    seen.set(id, 'done');
    return undefined;
  };
  return Object.keys(resources)
    .map((id) => visit(id, []))
    .find((cycle) => cycle !== undefined);
};

const references = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(references);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String((inner as string[])[0])];
    if (key === 'DependsOn') return list(inner as string | string[]) as string[];
    return references(inner);
  });
};
