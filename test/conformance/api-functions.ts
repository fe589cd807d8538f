import type { TemplateSource } from '../../lib/local';
import type { RecordedCase } from './recorded-case';

/**
 * The functions of the recordings that a Node.js function can stand in for. Those that raise answer with what Python
 * tells of itself, and those that sleep do so on the machine's clock.
 */
const HANDLERS: Readonly<Record<string, string>> = {
  echo: 'async (event) => event',
  hello: "async () => ({ Return: 'HelloWorld' })",
  'large-output': "async () => '0'.repeat(257 * 1024)",
  'return-bytes': "async () => 'HelloWorld!'",
};

/** A stack with the functions of a case; undefined when one of them cannot run here. */
export const functionStack = ({ functions }: RecordedCase): TemplateSource | undefined => {
  const declared: Record<string, object> = {};
  for (const [index, [name, behaviour]] of Object.entries(functions).entries()) {
    const handler = Object.hasOwn(HANDLERS, behaviour) ? HANDLERS[behaviour] : undefined;
    if (handler === undefined) return undefined;
    declared[`Function${index}`] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: `exports.handler = ${handler};` },
        Role: 'arn:aws:iam::000000000000:role/recorded',
      },
    };
  }
  return { stackName: 'Recorded', template: { Resources: declared }, assetRoot: '.' } as TemplateSource;
};
