import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { JumpingClock } from '../../lib/engine';
import { type EmbeddedStack, missingAccessIn, personaKey, startStack, type Template } from '../../lib/local';
import { clientsOf } from '../local/fixtures/clients';
import { shop, shopTemplate } from '../local/fixtures/shop';

type Resources = NonNullable<Template['Resources']>;

/** The shop without what `drop` takes out of the policy documents of a resource. */
const without = (id: string, drop: (action: string) => boolean): Template => {
  const template = structuredClone(shopTemplate) as { Resources: Record<string, { Properties: object }> };
  const strip = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const holder = value as { Statement?: { Action: string | string[] }[] };
    if (Array.isArray(holder.Statement)) {
      for (const statement of holder.Statement)
        statement.Action = [statement.Action].flat().filter((action) => !drop(action));
      holder.Statement = holder.Statement.filter(({ Action }) => Action.length > 0);
    }
    for (const one of Object.values(value)) strip(one);
  };
  strip(template.Resources[id]?.Properties);
  return template as Template & { Resources: Resources };
};

interface Policy {
  readonly PolicyDocument: { Statement: { Action: string | string[]; Condition?: object }[] };
}

const open: EmbeddedStack[] = [];
afterEach(async () => {
  for (const stack of open.splice(0)) await stack.stop();
});

const up = async (template: Template = shopTemplate): Promise<EmbeddedStack> => {
  const stack = await startStack({ templates: [shop(template)], clock: new JumpingClock() });
  open.push(stack);
  return stack;
};

const run = async (stack: EmbeddedStack, name: string): Promise<ReturnType<EmbeddedStack['execution']>> => {
  const clients = clientsOf(stack);
  const { executionArn = '' } = await clients.states.send(
    new StartExecutionCommand({ stateMachineArn: String(stack.outputs.Shop?.Machine), name, input: '{}' }),
  );
  await stack.idle();
  clients.destroy();
  return stack.execution(executionArn);
};

const denied = (stack: EmbeddedStack): readonly string[] => [
  ...new Set(stack.denials().map(({ action }) => action)),
];

test('with the rights that it needs, nothing is denied', async () => {
  const stack = await up();
  expect((await run(stack, 'well')).end?.status).toBe('SUCCEEDED');
  expect(stack.denials()).toEqual([]);
});

test('a function may not write without a right to it, and nothing is written', async () => {
  const stack = await up(without('Role', (action) => action === 'dynamodb:UpdateItem'));
  expect((await run(stack, 'poor')).end?.error).not.toBeUndefined();
  expect(await stack.items('effects')).toEqual([]);
  expect(denied(stack)).toEqual(['dynamodb:UpdateItem']);
  expect(stack.denials()[0]?.message).toBe(
    'User: arn:aws:sts::000000000000:assumed-role/Shop-Role/embedded is not authorized to perform: dynamodb:UpdateItem ' +
      'on resource: arn:aws:dynamodb:us-east-1:000000000000:table/effects ' +
      'because no identity-based policy allows the dynamodb:UpdateItem action',
  );
});

test('a right for the account that a service acts for is none for a function: it brings no such account', async () => {
  const template = structuredClone(shopTemplate) as { Resources: Record<string, { Properties: object }> };
  const { PolicyDocument } = (template.Resources.Role?.Properties as { Policies: Policy[] })
    .Policies[0] as Policy;
  for (const statement of PolicyDocument.Statement)
    if (statement.Action.includes('dynamodb:UpdateItem'))
      statement.Condition = { StringEquals: { 'aws:SourceAccount': '000000000000' } };
  const stack = await up(template as Template);
  await run(stack, 'poor');
  expect(denied(stack)).toContain('dynamodb:UpdateItem');
});

test('a machine that may not invoke sees the error that Step Functions reports', async () => {
  const stack = await up(without('MachineRole', (action) => action === 'lambda:InvokeFunction'));
  const execution = await run(stack, 'poor');
  expect(execution.end).toMatchObject({ error: 'Lambda.AWSLambdaException' });
  expect(execution.end?.cause).toMatch(
    /^User: .*assumed-role\/Shop-MachineRole\/.* lambda:InvokeFunction on resource/,
  );
  expect(stack.functionUsage()).toMatchObject([{ invocations: 0 }]);
});

test('a machine that may not send has its step fail, and the queue stays empty', async () => {
  const stack = await up(without('MachineRole', (action) => action === 'sqs:SendMessage'));
  await run(stack, 'poor');
  expect(stack.messages('commands')).toEqual([]);
  expect(denied(stack)).toEqual(['sqs:SendMessage']);
});

test('a consumer that may not answer leaves its task open', async () => {
  const stack = await up(without('Role', (action) => action.startsWith('states:SendTask')));
  await run(stack, 'poor');
  expect(denied(stack)).toEqual(expect.arrayContaining(['states:SendTaskSuccess']));
});

test('a queue that lets no rule in gets no events', async () => {
  const stack = await up(without('EndedPolicy', () => true));
  stack.addFault({ command: 'charge', kind: 'business', times: 99 });
  await run(stack, 'poor');
  expect(stack.messages('ended')).toEqual([]);
  expect(stack.denials()).toMatchObject([{ principal: 'events.amazonaws.com', action: 'sqs:SendMessage' }]);
});

test('a function that may not write its log is not heard', async () => {
  const stack = await up(without('Role', (action) => action === 'logs:PutLogEvents'));
  expect((await run(stack, 'quiet')).end?.status).toBe('SUCCEEDED');
  expect(stack.logs).toEqual([]);
});

test.each([
  ['Role', 'sqs:ReceiveMessage', /Consumer \(AWS::Lambda::EventSourceMapping\): .*sqs:receivemessage/],
  ['Role', 'sqs:GetQueueAttributes', /Consumer .*sqs:getqueueattributes/],
] as const)('what AWS refuses to create is refused: %s without %s', async (id, action, message) => {
  await expect(up(without(id, (one) => one === action))).rejects.toThrow(message);
});

test('a role that the service cannot take on is refused', async () => {
  const template = structuredClone(shopTemplate) as unknown as {
    Resources: { Role: { Properties: { AssumeRolePolicyDocument: { Statement: { Principal: object }[] } } } };
  };
  const [trust] = template.Resources.Role.Properties.AssumeRolePolicyDocument.Statement;
  if (trust) trust.Principal = { Service: 'ec2.amazonaws.com' };
  await expect(up(template as unknown as Template)).rejects.toThrow(
    /Participant \(AWS::Lambda::Function\): The role \S+Shop-Role cannot be assumed by lambda\.amazonaws\.com/,
  );
});

test('what a policy says and nobody here can judge is refused, never ignored', async () => {
  const template = structuredClone(shopTemplate) as unknown as {
    Resources: { Role: { Properties: { Policies: { PolicyDocument: { Statement: object[] } }[] } } };
  };
  const [policy] = template.Resources.Role.Properties.Policies;
  policy?.PolicyDocument.Statement.push({
    Effect: 'Allow',
    Action: 's3:*',
    Resource: '*',
    Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
  });
  await expect(up(template as unknown as Template)).rejects.toThrow(
    /Shop\/Role\/own\[4\]: the condition operator IpAddress/,
  );
});

describe('a client', () => {
  const persona = (template: Template): Template => ({
    ...template,
    Resources: {
      ...template.Resources,
      ReaderPolicy: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          PolicyDocument: {
            Statement: {
              Effect: 'Allow',
              Action: 'dynamodb:GetItem',
              Resource: { 'Fn::GetAtt': ['Effects', 'Arn'] },
            },
          },
        },
      },
    },
    Outputs: { ...template.Outputs, ReaderPolicyArn: { Value: { Ref: 'ReaderPolicy' } } },
  });

  test('acts under the policy that its key names, and is told in the words of each service', async () => {
    const stack = await up(persona(shopTemplate));
    expect(stack.personas).toEqual(['reader', 'reader-Shop']);
    const { database, sqs, states, destroy } = clientsOf(stack, personaKey('reader'));
    const Key = { pk: { S: 'a' } };
    expect(await database.send(new GetItemCommand({ TableName: 'effects', Key }))).toMatchObject({});
    await expect(
      database.send(new PutItemCommand({ TableName: 'effects', Item: Key })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('assumed-role/reader/'),
    });
    const QueueUrl = `${stack.endpoint}/000000000000/commands`;
    await expect(sqs.send(new ReceiveMessageCommand({ QueueUrl }))).rejects.toMatchObject({
      message: expect.stringContaining('is not authorized to perform: sqs:receivemessage'),
      $metadata: { httpStatusCode: 403 },
    });
    const stateMachineArn = String(stack.outputs.Shop?.Live);
    await expect(states.send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      // Authorized by the machine's own ARN.
      message: expect.stringContaining(`on resource: ${String(stack.outputs.Shop?.Machine)} `),
    });
    destroy();
  });

  test('of a name that nobody has is not known', async () => {
    const stack = await up();
    const { database, destroy } = clientsOf(stack, personaKey('nobody'));
    await expect(
      database.send(new GetItemCommand({ TableName: 'effects', Key: { pk: { S: 'a' } } })),
    ).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    destroy();
  });
});

test('what fails in silence on AWS is found in the template', () => {
  expect(missingAccessIn([shop()])).toEqual([]);
  expect(missingAccessIn([shop(without('EndedPolicy', () => true))])).toMatchObject([
    {
      where: 'Shop/OnEnd',
      need: { action: 'sqs:SendMessage' },
      denial: { principal: 'events.amazonaws.com' },
    },
  ]);
});
