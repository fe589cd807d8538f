import { type DeployableTemplate, type Loss, lossesBetween } from '../../lib/operations';
import { STACKS, templateOf } from '../stacks/stack-template';

type Json = Record<string, unknown>;
type Named = readonly (readonly [id: string | undefined, what: string])[];

const named = (losses: readonly Loss[]): Named => losses.map(({ resource, what }) => [resource, what]);
const idsOf = (losses: readonly Loss[]) => [...new Set(losses.map(({ resource }) => resource))].sort();
const copyOf = (template: DeployableTemplate): DeployableTemplate =>
  JSON.parse(JSON.stringify(template)) as DeployableTemplate;

/** Every object in a value that has the property. */
const holders = (value: unknown, property: string): readonly Json[] => {
  if (value === null || typeof value !== 'object') return [];
  return [
    ...(Object.hasOwn(value, property) ? [value as Json] : []),
    ...Object.values(value).flatMap((inner) => holders(inner, property)),
  ];
};

describe.each(STACKS)('an update of %s', (stack) => {
  const prod = templateOf(stack, { stage: 'prod', key: 'true' });
  const kept = Object.entries(prod.Resources).filter(([, one]) => one.DeletionPolicy?.startsWith('Retain'));

  it.each([
    ['to itself', { stage: 'prod', key: 'true' }, { stage: 'prod', key: 'true' }],
    ['that adds protection', { stage: 'dev' }, { stage: 'prod' }],
    ['that adds a key', { stage: 'prod' }, { stage: 'prod', key: 'true' }],
  ])('%s takes nothing away', (_, before, after) => {
    expect(lossesBetween(templateOf(stack, before), templateOf(stack, after))).toEqual([]);
  });

  it('to a stage that keeps nothing names whatever was kept, but versions', () => {
    const lost = idsOf(lossesBetween(prod, templateOf(stack, { stage: 'prod', key: 'true', keep: 'false' })));
    expect(lost).toEqual(kept.flatMap(([id, { Type }]) => (Type.endsWith('Version') ? [] : [id])).sort());
    expect(lost.length).toBeGreaterThan(15);
  });

  it('without the key names the key and whatever it encrypts', () => {
    const [[keyId] = ['']] = Object.entries(prod.Resources).filter(
      ([, { Type }]) => Type === 'AWS::KMS::Key',
    );
    const encrypted = Object.entries(prod.Resources).flatMap(([id, { Type, Properties }]) =>
      !Type.startsWith('AWS::IAM::') && JSON.stringify(Properties).includes(`"${keyId}"`) ? [id] : [],
    );
    const lost = idsOf(lossesBetween(prod, templateOf(stack, { stage: 'prod' })));
    expect(lost).toEqual([...new Set([keyId, ...encrypted])].sort());
    expect(lost.length).toBeGreaterThan(15);
  });

  /** One thing after the other is taken from what is deployed; each time that resource is named, and no other. */
  const onlyIts = (take: (resource: Json) => boolean, what: RegExp): void => {
    const tried = Object.keys(prod.Resources).filter((id) => {
      const next = copyOf(prod);
      if (!take(next.Resources?.[id] as unknown as Json)) return false;
      expect(named(lossesBetween(prod, next))).toEqual([[id, expect.stringMatching(what)]]);
      return true;
    });
    expect(tried.length).toBeGreaterThan(0);
  };

  it.each([
    ['DeletionPolicy', /^it is deleted with its stack/],
    ['UpdateReplacePolicy', /^it is deleted when it is replaced/],
  ])('that gives up a %s names the resource', (attribute, what) =>
    onlyIts((resource) => {
      if (!String(resource[attribute]).startsWith('Retain')) return false;
      resource[attribute] = 'Delete';
      return true;
    }, what));

  it.each([
    ['DeletionProtectionEnabled', false, /deletion protection is switched off/],
    ['PointInTimeRecoveryEnabled', undefined, /point-in-time recovery is switched off/],
    ['EnableKeyRotation', undefined, /key rotation is switched off/],
    ['KMSMasterKeyId', undefined, /own key no more/],
    ['KmsMasterKeyId', 'alias/aws/sqs', /another key/],
    ['RetentionInDays', 7, /RetentionInDays goes from 90 to 7/],
    ['MessageRetentionPeriod', 60, /MessageRetentionPeriod goes from 1209600 to 60/],
  ])('that takes %s away names the resource', (property, value, what) =>
    onlyIts((resource) => {
      const found = holders(resource.Properties, property);
      for (const one of found) one[property] = value;
      return found.length > 0;
    }, what));

  it('that leaves out what was kept, or makes something else of it, names it', () => {
    for (const [id, { Type }] of kept.filter(([, one]) => !one.Type.endsWith('Version'))) {
      const { [id]: _, ...others } = prod.Resources;
      expect(named(lossesBetween(prod, { Resources: others }))).toEqual([
        [id, expect.stringContaining('leaves the stack')],
      ]);
      const other = { ...others, [id]: { Type: 'AWS::S3::Bucket', DeletionPolicy: 'Retain' } };
      expect(idsOf(lossesBetween(prod, { Resources: other }))).toEqual([id]);
      expect(Type).toMatch(/^AWS::/);
    }
  });
});

test('logs that were kept for ever are kept a shorter time with any retention', () => {
  const group = (Properties: object) => ({
    Resources: { Logs: { Type: 'AWS::Logs::LogGroup', Properties } },
  });
  expect(named(lossesBetween(group({}), group({ RetentionInDays: 3653 })))).toEqual([
    ['Logs', 'RetentionInDays goes from for ever to 3653'],
  ]);
  expect(lossesBetween(group({ RetentionInDays: 3653 }), group({}))).toEqual([]);
});
