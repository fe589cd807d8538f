import { randomUUID } from 'node:crypto';
import { type JsonObject, type RestAnswer, type RestRoute, ServiceError } from '../http';
import type { ServiceApi } from '../integrations';
import { escaped } from '../query';
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
    const StackName = form.get('StackName');
    const { Stacks } = describeStacks(context, StackName === null ? {} : { StackName });
    return xml(
      200,
      `<DescribeStacksResponse xmlns="${NAMESPACE}"><DescribeStacksResult><Stacks>${Stacks.map(member).join('')}</Stacks>` +
        `</DescribeStacksResult>${metadata()}</DescribeStacksResponse>`,
    );
  },
});

/** A stack as `DescribeStacks` tells of it. */
interface DescribedStack {
  readonly StackId: string;
  readonly StackName: string;
  /** Seconds since the epoch. */
  readonly CreationTime: number;
  readonly StackStatus: 'CREATE_COMPLETE';
  readonly Outputs: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
}

const MS_PER_SECOND = 1000;

/** @throws ServiceError `ValidationError` when there is no stack of this name */
const describeStacks = (
  { environment, outputs, createdAt }: CloudFormationContext,
  { StackName }: JsonObject,
): { readonly Stacks: readonly DescribedStack[] } => {
  const Stacks = Object.entries(outputs()).map(([name, values]) => ({
    StackId: stackId(name, environment),
    StackName: name,
    CreationTime: createdAt / MS_PER_SECOND,
    StackStatus: 'CREATE_COMPLETE' as const,
    Outputs: Object.entries(values).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  }));
  if (StackName === undefined) return { Stacks };
  const wanted = Stacks.filter((stack) => stack.StackName === StackName || stack.StackId === StackName);
  if (wanted.length > 0) return { Stacks: wanted };
  throw new ServiceError('ValidationError', `Stack with id ${String(StackName)} does not exist`);
};

/** The same operation for whoever asks from within. */
export const cloudFormationApi = (context: CloudFormationContext): ServiceApi => ({
  name: 'cloudformation',
  operations: ['DescribeStacks'],
  handle: async ({ input }) => ({ ...describeStacks(context, input) }),
});

const member = (stack: DescribedStack): string => {
  const listed = stack.Outputs.map(
    ({ OutputKey, OutputValue }) =>
      `<member><OutputKey>${escaped(OutputKey)}</OutputKey><OutputValue>${escaped(OutputValue)}</OutputValue></member>`,
  );
  const created = new Date(stack.CreationTime * MS_PER_SECOND).toISOString();
  return (
    `<member><StackId>${escaped(stack.StackId)}</StackId><StackName>${escaped(stack.StackName)}</StackName>` +
    `<CreationTime>${created}</CreationTime><StackStatus>${stack.StackStatus}</StackStatus>` +
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
