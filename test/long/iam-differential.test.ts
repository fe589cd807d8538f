import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { type AccessRequest, evaluate, type Principal, readPolicy } from '../../lib/local';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/Handler`;
const CASES = 2_000;

/** What is asked for: actions with the resources that they know. */
const RESOURCES = {
  table: `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/Orders`,
  queue: `arn:aws:sqs:us-east-1:${ACCOUNT}:Orders-errors`,
  machine: `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:Orders`,
} as const;

const ASKED = [
  ['dynamodb:PutItem', RESOURCES.table],
  ['dynamodb:GetItem', RESOURCES.table],
  ['sqs:SendMessage', RESOURCES.queue],
  ['sqs:ReceiveMessage', RESOURCES.queue],
  ['states:StartExecution', RESOURCES.machine],
] as const;

const ACTIONS = [
  ...ASKED.map(([action]) => action),
  'DynamoDB:putitem',
  'dynamodb:*',
  'dynamodb:Put*',
  'dynamodb:???Item',
  'sqs:*Message',
  'sqs:S*',
  'states:*',
  '*',
];

const PATTERNS = [
  ...Object.values(RESOURCES),
  '*',
  `arn:aws:dynamodb:*:${ACCOUNT}:table/*`,
  'arn:aws:dynamodb:us-east-1:*:table/Order?',
  'arn:aws:dynamodb:us-east-1:*:table/orders',
  `arn:aws:sqs:us-east-1:${ACCOUNT}:*-errors`,
  'arn:aws:sqs:*:*:*',
  `arn:aws:sqs:us-east-1:\${aws:SourceAccount}:Orders-errors`,
  `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:Order*`,
  `arn:aws:states:*:*:stateMachine:Orders\${*}`,
];

const RULE = `arn:aws:events:us-east-1:${ACCOUNT}:rule/Dead`;

/** Values that a request may carry under a key, and what policies compare them with. */
const KEYS = {
  'aws:SourceArn': {
    values: [RULE, `${RULE}-2`],
    patterns: [
      RULE,
      'arn:aws:events:*:*:rule/*',
      'arn:aws:events:us-east-1:*:rule/D?ad',
      'arn:aws:sns:*:*:*',
    ],
  },
  'aws:SourceAccount': { values: [ACCOUNT, '999999999999'], patterns: [ACCOUNT, '1234*', '999999999999'] },
} as const;
type Key = keyof typeof KEYS;

const STRINGS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
];
const ARNS = ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'];
const withIfExists = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [name, `${name}IfExists`]);
const forSets = (names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`ForAllValues:${name}`, `ForAnyValue:${name}`]);

const oneOrMore = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const keyed = (
  key: Key,
  operators: readonly string[],
): fc.Arbitrary<Record<string, Record<string, string[]>>> =>
  fc
    .tuple(fc.constantFrom(...operators), oneOrMore<string>(KEYS[key].patterns))
    .map(([operator, patterns]) => ({ [operator]: { [key]: patterns } }));

const condition = fc.oneof(
  keyed('aws:SourceAccount', withIfExists(STRINGS)),
  keyed('aws:SourceArn', withIfExists([...STRINGS, ...ARNS])),
  fc
    .tuple(fc.constantFrom('Bool', 'BoolIfExists'), fc.constantFrom('true', 'false'))
    .map(([operator, value]) => ({ [operator]: { 'aws:SecureTransport': [value] } })),
  fc
    .tuple(
      fc.constantFrom('aws:SourceArn', 'aws:SourceAccount', 'aws:SecureTransport'),
      fc.constantFrom('true', 'false'),
    )
    .map(([key, value]) => ({ Null: { [key]: [value] } })),
  fc
    .tuple(fc.constantFrom(...forSets(STRINGS)), oneOrMore(['order-1', 'order-2', 'order-*', 'trip-1']))
    .map(([operator, patterns]) => ({ [operator]: { 'dynamodb:LeadingKeys': patterns } })),
);

const conditions = fc
  .array(condition, { maxLength: 2 })
  .map((all) => Object.assign({}, ...all) as Record<string, Record<string, string[]>>);

const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
  actions: fc.tuple(fc.boolean(), oneOrMore(ACTIONS)),
  resources: fc.tuple(fc.boolean(), oneOrMore(PATTERNS)),
  Condition: fc.option(conditions, { nil: undefined }),
});
type Drawn = typeof statement extends fc.Arbitrary<infer T> ? T : never;

const NEGATED = 0.15;
const negated = (flag: boolean, chance: number): boolean => flag && chance < NEGATED;

const written = ({ Effect, actions, resources, Condition }: Drawn, chance: number) => ({
  Effect,
  [negated(actions[0], chance) ? 'NotAction' : 'Action']: actions[1],
  [negated(resources[0], 1 - chance) ? 'NotResource' : 'Resource']: resources[1],
  ...(Condition && Object.keys(Condition).length > 0 ? { Condition } : {}),
});

const PRINCIPALS = [
  { AWS: ROLE },
  { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  { AWS: ACCOUNT },
  { AWS: '*' },
  '*',
  { AWS: `arn:aws:iam::${ACCOUNT}:role/Other` },
  { Service: 'events.amazonaws.com' },
  { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] },
] as const;

const context = fc.record(
  {
    'aws:SourceArn': fc.constantFrom(...KEYS['aws:SourceArn'].values),
    'aws:SourceAccount': fc.constantFrom(...KEYS['aws:SourceAccount'].values),
    'aws:SecureTransport': fc.constantFrom('true', 'false'),
  },
  { requiredKeys: [] },
);

const drawn = fc.record({
  asked: fc.constantFrom(...ASKED),
  service: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  identity: fc.array(fc.tuple(statement, fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 3 }),
  resource: fc.option(
    fc.array(
      fc.tuple(statement, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...PRINCIPALS)),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    { nil: undefined },
  ),
  context,
  leadingKeys: fc.uniqueArray(fc.constantFrom('order-1', 'order-2', 'order-3'), { maxLength: 2 }),
});

type Case = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** A case as both evaluators are asked. */
const asked = (one: Case) => {
  const [action, resource] = one.asked;
  const version = { Version: '2012-10-17' as const };
  // Only what knows resource policies has one; a service has no policies of its own.
  const hasPolicy = action.startsWith('sqs:') || action.startsWith('dynamodb:');
  const keys =
    action.startsWith('dynamodb:') && one.leadingKeys.length > 0
      ? { 'dynamodb:LeadingKeys': one.leadingKeys }
      : {};
  return {
    action,
    resource,
    identity: {
      ...version,
      Statement: one.service ? [] : one.identity.map(([s, chance]) => written(s, chance)),
    },
    policy:
      one.resource && hasPolicy
        ? {
            ...version,
            Statement: one.resource.map(([s, chance, Principal]) => ({ ...written(s, chance), Principal })),
          }
        : undefined,
    context: { ...one.context, ...keys },
    service: one.service,
  };
};

const ours = ({
  action,
  resource,
  identity,
  policy,
  context: known,
  service,
}: ReturnType<typeof asked>): string => {
  const principal: Principal = service
    ? { kind: 'service', service: 'events.amazonaws.com' }
    : { kind: 'role', arn: ROLE };
  const request: AccessRequest = {
    principal,
    action,
    resource,
    context: Object.fromEntries(
      Object.entries({ ...known, ...(service ? {} : { 'aws:PrincipalArn': ROLE }) }).map(([key, value]) => [
        key.toLowerCase(),
        value,
      ]),
    ),
  };
  const { allowed, because } = evaluate(request, {
    identity: readPolicy(identity, 'identity'),
    resource: policy && readPolicy(policy, 'resource'),
  });
  if (allowed) return 'Allowed';
  return because?.startsWith('explicit') ? 'ExplicitlyDenied' : 'ImplicitlyDenied';
};

const theirs = async ({
  action,
  resource,
  identity,
  policy,
  context: known,
  service,
}: ReturnType<typeof asked>): Promise<string> => {
  const response = await runSimulation(
    {
      request: {
        action,
        principal: service ? 'events.amazonaws.com' : ROLE,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: known,
      },
      identityPolicies: identity.Statement.length > 0 ? [{ name: 'own', policy: identity }] : [],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(policy ? { resourcePolicy: policy } : {}),
    } as Parameters<typeof runSimulation>[0],
    {},
  );
  if (response.resultType === 'error')
    throw new Error(`${response.errors.message} ${JSON.stringify(response.errors)}`);
  return response.overallResult;
};

test(`an independent evaluator decides ${CASES} cases the same way`, async () => {
  const counts: Record<string, number> = {};
  for (const one of fc.sample(drawn, { numRuns: CASES, seed: 4711 })) {
    const question = asked(one);
    const answer = ours(question);
    counts[answer] = (counts[answer] ?? 0) + 1;
    const other = await theirs(question);
    if (other !== answer)
      throw new Error(`${other}, and not ${answer}: ${JSON.stringify(question, null, 1)}`);
  }
  // Neither kind of answer is rare.
  for (const kind of ['Allowed', 'ExplicitlyDenied', 'ImplicitlyDenied'])
    expect(counts[kind]).toBeGreaterThan(CASES / 20);
});
