import { parseDocument, Scalar, type ScalarTag, type Tags, YAMLMap, type YAMLSeq } from 'yaml';
import { DefinitionError } from './definition-error';

/** CloudFormation's short forms: `!GetAtt A.Arn` is `{ "Fn::GetAtt": "A.Arn" }`. Source: its user guide, "Intrinsic functions". */
const FUNCTIONS = [
  ...['And', 'Base64', 'Cidr', 'Equals', 'FindInMap', 'GetAtt', 'GetAZs', 'If', 'ImportValue', 'Join'],
  ...['Length', 'Not', 'Or', 'Select', 'Split', 'Sub', 'ToJsonString', 'Transform'],
].map((name) => [name, `Fn::${name}`] as const);

const SHORT_FORMS = [...FUNCTIONS, ['Ref', 'Ref'] as const, ['Condition', 'Condition'] as const];

const holding = (name: string, value: unknown): YAMLMap => {
  const map = new YAMLMap();
  map.add({ key: new Scalar(name), value });
  return map;
};

const asScalar = (tag: string, name: string): ScalarTag => ({
  tag,
  resolve: (text: string) => ({ [name]: name === 'Fn::GetAtt' ? pathOf(text) : text }),
});

/** `A.Arn` names a resource and its attribute. */
const pathOf = (text: string): readonly string[] => {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
};

const CUSTOM_TAGS = SHORT_FORMS.flatMap(([short, name]) => [
  asScalar(`!${short}`, name),
  { tag: `!${short}`, collection: 'seq' as const, resolve: (seq: YAMLSeq) => holding(name, seq) },
  { tag: `!${short}`, collection: 'map' as const, resolve: (map: YAMLMap) => holding(name, map) },
]) as unknown as Tags;

/**
 * Reads a document of JSON or YAML, a template of CloudFormation with its short forms among them.
 * @param name how the message calls it
 * @throws DefinitionError with the line and what is wrong there
 */
export const readYaml = (text: string, name: string): unknown => {
  const document = parseDocument(text, { customTags: CUSTOM_TAGS, prettyErrors: true });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const [what = ''] = problem.message.split('\n');
    throw new DefinitionError(`${name} is not YAML: ${what.replace(/:$/, '')}; correct it there`);
  }
  return document.toJS() as unknown;
};

/** Whether a file holds YAML, by its name. */
export const isYaml = (file: string): boolean => /\.ya?ml$/i.test(file);
