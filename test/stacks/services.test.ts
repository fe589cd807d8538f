import { missingAccessIn, type TemplateSource, type UnmetNeed } from '../../lib/local';
import { list, ofType, type Resources, STACKS, type StackTemplate, templateOf } from './stack-template';

const CONTEXTS = [{}, { stage: 'prod' }, { alarms: 'someone@example.com' }, { key: 'true' }] as const;

/** What AWS would do on behalf of a template's resources, and may not. */
const missing = (template: StackTemplate): readonly UnmetNeed[] =>
  missingAccessIn([{ stackName: 'Stack', template, assetRoot: '.' } as unknown as TemplateSource]);

const told = ({ where, need }: UnmetNeed): string => `${where}: ${need.action}`;

/** Logical ids that a resource names, or waits for, directly or through others. */
const waitsFor = (resources: Resources, id: string, seen = new Set<string>()): ReadonlySet<string> => {
  const { Properties, DependsOn = [] } = resources[id] ?? {};
  const named = [...JSON.stringify(Properties ?? {}).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)];
  for (const next of [...named.map(([, one]) => String(one)), ...list(DependsOn)]) {
    if (!resources[next] || seen.has(next)) continue;
    seen.add(next);
    waitsFor(resources, next, seen);
  }
  return seen;
};

/** Resources that AWS refuses to create without a policy, and that do not wait for it. */
const tooEarly = ({ Resources: resources, ...rest }: StackTemplate): readonly string[] =>
  ofType(resources, 'AWS::IAM::Policy').flatMap(([policy]) => {
    const { [policy]: _, ...others } = resources;
    return missing({ ...rest, Resources: others })
      .filter(({ need }) => need.atCreation)
      .map(({ where }) => where.replace('Stack/', ''))
      .filter((id) => !waitsFor(resources, id).has(policy))
      .map((id) => `${id} does not wait for ${policy}`);
  });

describe.each(STACKS)('%s', (stack) => {
  it.each(CONTEXTS)('lets services do what it has them do (%j)', (context) => {
    expect(missing(templateOf(stack, context)).map(told)).toEqual([]);
  });

  it.each(CONTEXTS)('creates nothing before the policies that its creation needs (%j)', (context) => {
    expect(tooEarly(templateOf(stack, context))).toEqual([]);
  });

  const { Resources: resources } = templateOf(stack);
  const allows = ({ Effect }: { readonly Effect: string }): boolean => Effect === 'Allow';
  const allowing = Object.keys(resources).filter(
    (id) =>
      !resources[id]?.Type.startsWith('AWS::IAM::') &&
      resources[id]?.Properties?.PolicyDocument?.Statement.some(allows),
  );

  it.each(allowing)('would not let them without %s', (id) => {
    const template = structuredClone(templateOf(stack));
    const document = template.Resources[id]?.Properties.PolicyDocument;
    document.Statement = document.Statement.filter((one: { Effect: string }) => !allows(one));
    expect(missing(template)).not.toEqual([]);
  });
});

describe('who is told', () => {
  const addresses = (alarms?: string) =>
    ofType(
      templateOf('OrderSaga', alarms === undefined ? {} : { alarms }).Resources,
      'AWS::SNS::Subscription',
    ).map(([, { Properties }]) => [Properties.Protocol, Properties.Endpoint]);

  it('is nobody when nobody is named', () => expect(addresses()).toEqual([]));

  it('is everybody who is named', () => {
    expect(addresses('someone@example.com,on-call@example.com')).toEqual([
      ['email', 'someone@example.com'],
      ['email', 'on-call@example.com'],
    ]);
  });

  it.each(['someone', '', 'a@b.c,', 'true'])('is no address: %j', (alarms) => {
    expect(() => addresses(alarms)).toThrow(/use -c alarms=someone@example\.com/);
  });
});
