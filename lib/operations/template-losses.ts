import { replaced } from './replaced';
import { untold, untoldWithout } from './untold';

/** A resource of a template, as far as it says what protects its data. */
interface Resource {
  readonly Type: string;
  readonly Properties?: unknown;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A CloudFormation template, as it was deployed or is about to be. */
export interface DeployableTemplate {
  readonly Resources?: Readonly<Record<string, Resource>>;
}

/** Something that protects data where a stack is deployed, and would not any more. */
export interface Loss {
  /** Logical id; undefined of the stack itself. */
  readonly resource?: string;
  readonly type: string;
  readonly what: string;
}

/** Switches that are on, and would be off. */
const SWITCHES: Readonly<Record<string, string>> = {
  DeletionProtectionEnabled: 'its deletion protection is switched off',
  EnableKeyRotation: 'its key rotation is switched off',
  PointInTimeRecoveryEnabled: 'its point-in-time recovery is switched off',
};

/** Properties by which services name the key that encrypts. */
const KEY = /^Kms(Data)?Key(Arn|Id|Identifier|ReuseId)?$|^K(MS|ms)MasterKeyId$|^KmsKeyIdentifier$/;

/** How long something is kept; left out, CloudWatch keeps logs for ever. */
const TIMES: Readonly<Record<string, number>> = { MessageRetentionPeriod: 0, RetentionInDays: Infinity };

/** A version is replaced by the next one, and stays. */
const isVersion = (type: string): boolean => /::(\w*)Version$/.test(type);

const isKept = (policy: string | undefined): boolean => policy?.startsWith('Retain') === true;

/**
 * What an update of a stack would take from what is deployed: that it is kept, protection, retention, an encryption key,
 * those who are told of alarms, or its place in the stack, be it to another resource of the same id (its data would
 * stay, and nobody would look at it any more).
 */
export const lossesBetween = (deployed: DeployableTemplate, next: DeployableTemplate): readonly Loss[] =>
  Object.entries(deployed.Resources ?? {}).flatMap(([id, before]) => {
    const after = next.Resources?.[id];
    const lost = after?.Type === before.Type ? lossesOf(before, after) : left(before);
    return lost.map((what) => ({ resource: id, type: before.Type, what }));
  });

const left = ({ Type, DeletionPolicy }: Resource): readonly string[] =>
  isKept(DeletionPolicy) && !isVersion(Type)
    ? ['it leaves the stack, and what it holds stays behind']
    : Type === 'AWS::KMS::Key'
      ? ['the key is deleted, and with it whatever it encrypts']
      : untoldWithout(Type);

const lossesOf = (before: Resource, after: Resource): readonly string[] => [
  ...(isKept(before.DeletionPolicy) || isKept(before.UpdateReplacePolicy)
    ? replaced(before.Type, propertiesOf(before), propertiesOf(after))
    : []),
  ...untold(before.Type, propertiesOf(before), propertiesOf(after)),
  ...(isKept(before.DeletionPolicy) && !isKept(after.DeletionPolicy)
    ? ['it is deleted with its stack from now on']
    : []),
  ...(isKept(before.UpdateReplacePolicy) && !isKept(after.UpdateReplacePolicy)
    ? ['it is deleted when it is replaced from now on']
    : []),
  ...new Set(inside(before.Properties, after.Properties)),
];

const propertiesOf = ({ Properties }: Resource): Readonly<Record<string, unknown>> =>
  (Properties ?? {}) as Readonly<Record<string, unknown>>;

/** Walks what is deployed, and looks at the same place of what is to come. */
const inside = (before: unknown, after: unknown): readonly string[] => {
  if (before === null || typeof before !== 'object') return [];
  const next = (after !== null && typeof after === 'object' ? after : {}) as Readonly<
    Record<string, unknown>
  >;
  const names = new Set([...Object.keys(before), ...Object.keys(next).filter((name) => name in TIMES)]);
  return [...names].flatMap((name) => {
    const [old, now] = [(before as Readonly<Record<string, unknown>>)[name], next[name]];
    if (SWITCHES[name] !== undefined) return isOn(old) && !isOn(now) ? [SWITCHES[name]] : [];
    if (KEY.test(name)) return same(old, now) ? [] : [keyLoss(now)];
    if (TIMES[name] !== undefined) return timeLoss(name, old, now);
    return inside(old, now);
  });
};

const isOn = (value: unknown): boolean => String(value) === 'true';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const keyLoss = (now: unknown): string =>
  now === undefined ? 'it is encrypted with its own key no more' : 'it is encrypted with another key';

const timeLoss = (name: string, old: unknown, now: unknown): readonly string[] => {
  const left = TIMES[name] ?? 0;
  const [from, to] = [Number(old ?? left), Number(now ?? left)];
  return to < from ? [`${name} goes from ${from === Infinity ? 'for ever' : from} to ${to}`] : [];
};
