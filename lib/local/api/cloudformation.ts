import { randomUUID } from 'node:crypto';
import type { RestAnswer, RestRoute } from '../http';
import type { Environment } from '../template';

export interface CloudFormationContext {
  readonly environment: Environment;
  /** Stack name → output key → value, once everything is up. */
  readonly outputs: () => Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Epoch milliseconds when the stacks came up. */
  readonly createdAt: number;
}

const NAMESPACE = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/**
 * `DescribeStacks`, so that whoever finds a deployment by the outputs of its stack finds this one the same way.
 * CloudFormation speaks the query protocol: a form in, XML out, no `X-Amz-Target`.
 */
export const describeStacksRoute = (context: CloudFormationContext): RestRoute => ({
  name: 'cloudformation',
  operation: 'DescribeStacks',
  method: 'POST',
  path: /^\/$/,
  note: ({ body }) => {
    const form = new URLSearchParams(body.toString('utf8'));
    const StackName = form.get('StackName');
    return {
      operation: form.get('Action') ?? 'DescribeStacks',
      input: StackName === null ? {} : { StackName },
    };
  },
  failed: ({ code, message, status }) => failed(code, message, status),
  handle: async ({ body }) => {
    const form = new URLSearchParams(body.toString('utf8'));
    const action = form.get('Action') ?? 'nothing';
    if (action !== 'DescribeStacks') {
      return failed('InvalidAction', `${action} is not served here; served: DescribeStacks.`);
    }
    const wanted = form.get('StackName');
    const stacks = Object.entries(context.outputs()).filter(
      ([name]) => wanted === null || name === wanted || stackId(name, context.environment) === wanted,
    );
    if (wanted !== null && stacks.length === 0) {
      return failed('ValidationError', `Stack with id ${wanted} does not exist`);
    }
    const members = stacks.map(([name, outputs]) => member(name, outputs, context)).join('');
    return xml(
      200,
      `<DescribeStacksResponse xmlns="${NAMESPACE}"><DescribeStacksResult><Stacks>${members}</Stacks>` +
        `</DescribeStacksResult>${metadata()}</DescribeStacksResponse>`,
    );
  },
});

const member = (
  name: string,
  outputs: Readonly<Record<string, string>>,
  { environment, createdAt }: CloudFormationContext,
): string => {
  const listed = Object.entries(outputs).map(
    ([key, value]) =>
      `<member><OutputKey>${escaped(key)}</OutputKey><OutputValue>${escaped(value)}</OutputValue></member>`,
  );
  return (
    `<member><StackId>${escaped(stackId(name, environment))}</StackId><StackName>${escaped(name)}</StackName>` +
    `<CreationTime>${new Date(createdAt).toISOString()}</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus>` +
    `<Outputs>${listed.join('')}</Outputs></member>`
  );
};

const stackId = (name: string, { region, accountId }: Environment): string =>
  `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/embedded`;

const BAD_REQUEST = 400;

const failed = (code: string, message: string, status = BAD_REQUEST): RestAnswer =>
  xml(
    status,
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${escaped(message)}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
  );

const metadata = (): string => `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;

const xml = (status: number, body: string): RestAnswer => ({
  status,
  headers: { 'Content-Type': 'text/xml' },
  body: `<?xml version="1.0"?>\n${body}`,
});

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => ESCAPES[char] ?? char);
