import { SagaError } from '../saga';
import type { Machine } from './machine';
import { readMachine } from './read-machine';

type Json = Readonly<Record<string, unknown>>;

export interface MachineInTemplate {
  readonly logicalId: string;
  /** As it stands in the template: text, or an object. */
  readonly definition: unknown;
  readonly machine: Machine;
}

/**
 * The state machines of a CloudFormation template (as `cdk synth` writes it). What CloudFormation would fill in stands
 * as `${…}`: it does not matter for the flow. Throws `SagaError` MalformedTemplate.
 */
export const readTemplate = (source: string | object): readonly MachineInTemplate[] => {
  const template = typeof source === 'string' ? parse(source) : asObject(source);
  const machines = Object.entries(asObject(template.Resources)).flatMap(([logicalId, value]) => {
    const resource = asObject(value);
    if (resource.Type !== 'AWS::StepFunctions::StateMachine') return [];
    const { DefinitionString, Definition } = asObject(resource.Properties);
    const definition =
      Definition === undefined ? renderText(DefinitionString, logicalId) : rendered(Definition);
    return [{ logicalId, definition, machine: readMachine(definition) }];
  });
  if (machines.length > 0) return machines;
  throw new SagaError('MalformedTemplate', 'The template has no AWS::StepFunctions::StateMachine');
};

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

const parse = (text: string): Json => {
  try {
    return asObject(JSON.parse(text));
  } catch (cause) {
    throw new SagaError('MalformedTemplate', `Malformed template: not JSON (${(cause as Error).message})`, {
      cause,
    });
  }
};

const isFunction = (value: Json): boolean => {
  const [name = '', ...others] = Object.keys(value);
  return others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'));
};

/** A definition as an object, with texts in place of the functions of the template inside it. */
const rendered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(rendered);
  if (typeof value !== 'object' || value === null) return value;
  if (isFunction(value as Json)) return textOf(value) ?? placeholder(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, rendered(one)]));
};

/** A string, or `Fn::Join` / `Fn::Sub` of strings and of values that are known only when deployed. */
const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Fn::Sub': sub } = asObject(value);
  if (Array.isArray(join) && Array.isArray(join[1])) {
    return join[1].map((part) => (typeof part === 'string' ? part : placeholder(part))).join(String(join[0]));
  }
  if (typeof sub === 'string') return sub;
  return Array.isArray(sub) && typeof sub[0] === 'string' ? sub[0] : undefined;
};

const renderText = (value: unknown, logicalId: string): string => {
  const text = textOf(value);
  if (text !== undefined) return text;
  throw new SagaError(
    'MalformedTemplate',
    `State machine ${logicalId} has no definition in the template (a DefinitionString or Definition is needed)`,
  );
};

/** `${Function.Arn}`; `arn:${AWS::Partition}:…` needs the partition itself, so that the resource is recognized. */
const placeholder = (part: unknown): string => {
  const { Ref, 'Fn::GetAtt': attribute } = asObject(part);
  if (Ref === 'AWS::Partition') return 'aws';
  if (typeof Ref === 'string') return `\${${Ref}}`;
  return Array.isArray(attribute) ? `\${${attribute.join('.')}}` : '${value}';
};
