import { list, ofType, type Resource, STACKS, templateOf } from './stack-template';

const PROTECTED = [{ stage: 'prod' }, { stage: 'prod', key: 'true' }] as const;
const CASES = STACKS.flatMap(([stack]) => PROTECTED.map((context) => [stack, context] as const));

const isKept = ({ DeletionPolicy = '' }: Resource): boolean => DeletionPolicy.startsWith('Retain');

/** A name that the template gives: one that refers to another resource, or is left out, CloudFormation makes up. */
const givenNames = ({ Properties }: Resource): readonly string[] =>
  Object.entries(Properties as Readonly<Record<string, unknown>>).flatMap(([property, value]) => {
    const text = JSON.stringify(value);
    return /^\w*Name$/.test(property) && !/^\{"(Ref|Fn::GetAtt)":/.test(text) ? [text] : [];
  });

/** Versions belong to a function or a machine, and go with it. */
const isVersion = ({ Type }: Resource): boolean => Type.endsWith('Version');

const isProtected = ({ Properties }: Resource): boolean =>
  list<{ DeletionProtectionEnabled?: boolean }>(Properties.Replicas ?? []).some(
    ({ DeletionProtectionEnabled }) => DeletionProtectionEnabled,
  );

describe.each(CASES)('what %s keeps (%j)', (stack, context) => {
  const kept = Object.entries(templateOf(stack, context).Resources).filter(([, one]) => isKept(one));

  it('has no name that a second create would find taken', () => {
    expect(kept.length).toBeGreaterThan(15);
    const fixed = kept.filter(([, one]) => givenNames(one).some((name) => !name.includes('AWS::StackId')));
    expect(fixed.map(([id]) => id)).toEqual([]);
  });

  it('goes again when the create that made it is rolled back, unless it cannot: a protected table', () => {
    const left = kept.filter(([, one]) => one.DeletionPolicy === 'Retain' && !isVersion(one));
    expect(left.map(([, { Type }]) => Type)).toEqual(left.map(() => 'AWS::DynamoDB::GlobalTable'));
    for (const [, one] of kept) {
      expect(one.UpdateReplacePolicy).toBe('Retain');
      // CloudFormation could not delete it, and the roll-back would fail.
      if (isProtected(one)) expect(one.DeletionPolicy).toBe('Retain');
    }
  });

  it('is every table, queue, log group, machine and key, and nothing else but versions', () => {
    const { Resources: resources } = templateOf(stack, context);
    const types = [
      'AWS::DynamoDB::GlobalTable',
      'AWS::KMS::Key',
      'AWS::Logs::LogGroup',
      'AWS::SQS::Queue',
      'AWS::StepFunctions::StateMachine',
    ];
    const all = types.flatMap((type) => ofType(resources, type).map(([id]) => id));
    expect(kept.flatMap(([id, one]) => (isVersion(one) ? [] : [id])).sort()).toEqual(all.sort());
  });
});
