import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { StateMachineDefinition } from '../../lib/asl';
import { replaceFile } from '../../lib/build';
import { hashSources } from '../../lib/cli/sources';
import { stateName } from '../../lib/saga';
import { sagas } from '../../lib/sagas';

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

/** Stack → template, of one app. */
type App = Readonly<Record<string, StackTemplate>>;

const apps = new Map<string, App>();
const root = resolve(__dirname, '../..');
const sources = hashSources(root);

/**
 * A stack of the app as its template; code stands for the bundles, which have a test of their own. Each app is made once
 * for all test files: loading the CDK and synthesizing take longer than what is looked at.
 */
export const templateOf = (stack: string, context: Record<string, unknown> = {}): StackTemplate => {
  const key = JSON.stringify(context);
  const app = apps.get(key) ?? kept(key) ?? synthesize(context);
  if (!apps.has(key)) keep(key, app);
  const found = Object.keys(app).find((name) => name === stack || name.startsWith(`${stack}-`));
  return app[found ?? ''] as StackTemplate;
};

const folder = join(root, '.saga', 'templates');

/** Whatever the sources and the context are, and nothing else, decides what is in the file. */
const fileOf = (key: string): string =>
  join(folder, sources, `${createHash('sha256').update(key).digest('hex').slice(0, 16)}.json`);

const kept = (key: string): App | undefined =>
  existsSync(fileOf(key)) ? (JSON.parse(readFileSync(fileOf(key), 'utf8')) as App) : undefined;

const keep = (key: string, app: App): void => {
  apps.set(key, app);
  if (existsSync(folder))
    for (const other of readdirSync(folder))
      if (other !== sources) rmSync(join(folder, other), { recursive: true, force: true });
  if (!existsSync(fileOf(key))) replaceFile(fileOf(key), JSON.stringify(app));
};

const synthesize = (context: Record<string, unknown>): App => {
  const { Code } = require('aws-cdk-lib/aws-lambda') as typeof import('aws-cdk-lib/aws-lambda');
  const { buildApp } = require('../../lib/stacks') as typeof import('../../lib/stacks');
  const app = buildApp(
    { code: () => Code.fromInline('//') },
    { context, builtinCloudFormationValidation: false },
  );
  return Object.fromEntries(
    app.synth().stacks.map(({ id, template }) => [id, template as StackTemplate] as const),
  );
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
