import { type AccessRequest, type Decision, evaluate, type Principal, readPolicy } from '../../lib/local';

const ACCOUNT = '123456789012';
const ROLE: Principal = { kind: 'role', arn: `arn:aws:iam::${ACCOUNT}:role/Handler` };
const EVENTS: Principal = { kind: 'service', service: 'events.amazonaws.com' };
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/1`;

const allow = (more: object): object => ({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...more });
const root = allow({ Action: 'kms:*', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } });

const decide = (
  principal: Principal,
  identity: readonly object[],
  key: readonly object[],
  context: AccessRequest['context'] = {},
): Decision =>
  evaluate(
    { principal, action: 'kms:Decrypt', resource: KEY, context },
    {
      identity: readPolicy({ Statement: identity }, 'identity'),
      resource: readPolicy({ Statement: key }, 'key'),
      resourceDecides: true,
    },
  );

describe('a key', () => {
  const own = allow({ Resource: KEY });

  test('is closed to a role whose policies allow it, unless its own policy opens it', () => {
    expect(decide(ROLE, [own], [])).toMatchObject({ allowed: false, because: 'no-resource' });
    expect(decide(ROLE, [own], [root]).allowed).toBe(true);
  });

  test('that is open to the account leaves it to the policies of the role; each of the two is needed', () => {
    expect(decide(ROLE, [], [root])).toMatchObject({ allowed: false, because: 'no-identity' });
    expect(decide(ROLE, [own], [root]).needed.map(({ id }) => id)).toEqual(['identity[0]', 'key[0]']);
  });

  test('that names the role needs nothing else', () => {
    const named = allow({ Principal: { AWS: (ROLE as { readonly arn: string }).arn } });
    expect(decide(ROLE, [], [named])).toMatchObject({ allowed: true, needed: [{ id: 'key[0]' }] });
  });

  test('is open to a service for the account that it names', () => {
    const named = allow({
      Principal: { Service: 'events.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    });
    expect(decide(EVENTS, [], [root, named], { 'aws:sourceaccount': ACCOUNT }).allowed).toBe(true);
    expect(decide(EVENTS, [], [root, named], { 'aws:sourceaccount': '999999999999' }).allowed).toBe(false);
    expect(decide(EVENTS, [], [root], { 'aws:sourceaccount': ACCOUNT }).allowed).toBe(false);
  });

  test('denied by either is denied', () => {
    const deny = { ...own, Effect: 'Deny' };
    expect(decide(ROLE, [own, deny], [root]).because).toBe('explicit-identity');
    expect(decide(ROLE, [own], [root, { ...deny, Resource: '*', Principal: '*' }]).because).toBe(
      'explicit-resource',
    );
  });
});

describe('what a policy says', () => {
  const put = (statement: object, context: AccessRequest['context'] = {}): boolean =>
    evaluate(
      {
        principal: ROLE,
        action: 'sqs:SendMessage',
        resource: `arn:aws:sqs:us-east-1:${ACCOUNT}:Orders`,
        context,
      },
      {
        identity: readPolicy(
          { Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: '*', ...statement } },
          'own',
        ),
        resource: undefined,
      },
    ).allowed;

  test('an ARN that is cut short means any of what is missing', () => {
    for (const Resource of ['arn:aws:sqs', 'arn:aws:sqs:us-east-1', 'arn:*'])
      expect(put({ Resource })).toBe(true);
    expect(put({ Resource: 'arn:aws:sns' })).toBe(false);
  });

  test('a variable without a value matches nothing, unless it has a default', () => {
    const named = (variable: string): object => ({
      Condition: { StringEquals: { 'aws:SourceAccount': `\${${variable}}` } },
    });
    const context = { 'aws:sourceaccount': 'none' };
    expect(put(named('aws:PrincipalArn'), context)).toBe(false);
    expect(put(named("aws:PrincipalArn, 'none'"), context)).toBe(true);
  });

  test('every key of an operator has to hold', () => {
    const Condition = {
      StringEquals: { 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': 'arn:aws:sns:a:b:c' },
    };
    expect(put({ Condition }, { 'aws:sourceaccount': ACCOUNT, 'aws:sourcearn': 'arn:aws:sns:a:b:c' })).toBe(
      true,
    );
    expect(put({ Condition }, { 'aws:sourceaccount': ACCOUNT, 'aws:sourcearn': 'arn:aws:sns:a:b:d' })).toBe(
      false,
    );
  });

  test.each([
    ['ForAllValues:ArnLike', [true, false, true]],
    ['ForAnyValue:ArnLike', [true, true, false]],
  ] as const)('%s asks of all values, of some, of none', (operator, [all, some, none]) => {
    const Condition = { [operator]: { 'dynamodb:LeadingKeys': 'arn:aws:sqs:*:*:a*' } };
    const [yes, no] = ['arn:aws:sqs:r:1:ab', 'arn:aws:sqs:r:1:b'] as const;
    expect(put({ Condition }, { 'dynamodb:leadingkeys': [yes, yes] })).toBe(all);
    expect(put({ Condition }, { 'dynamodb:leadingkeys': [yes, no] })).toBe(some);
    expect(put({ Condition }, {})).toBe(none);
  });
});
