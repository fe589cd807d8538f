import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { ClientOptions, Credentials } from '../../operations';
import type { CliHost } from '../host';

type Env = CliHost['env'];

/**
 * Where AWS is asked, and as whom, decided as the CDK CLI decides it: the AWS SDK knows fewer variables, and prefers
 * AWS_PROFILE to keys. Otherwise what is looked at might not be what is deployed to.
 * @param asked a profile that was named; it comes before keys in the environment
 */
export const awsSettings = async (env: Env, asked?: string): Promise<ClientOptions> => {
  const profile = asked || env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE;
  const credentials = asked ? undefined : keysIn(env);
  const region = regionIn(env) || (await regionOfProfile(profile));
  return {
    ...(region ? { region } : {}),
    ...(profile ? { profile } : {}),
    ...(credentials ? { credentials } : {}),
  };
};

/** The environment of a CDK CLI that shall go there and nowhere else. */
export const cdkEnvironment = (env: Env, { region, profile }: ClientOptions): Env => ({
  ...env,
  ...(region === undefined ? {} : { AWS_REGION: region }),
  ...(profile === undefined ? {} : { AWS_PROFILE: profile }),
});

/** The region that the environment names. */
export const regionIn = (env: Env): string | undefined =>
  env.AWS_REGION || env.AMAZON_REGION || env.AWS_DEFAULT_REGION || env.AMAZON_DEFAULT_REGION || undefined;

const keysIn = (env: Env): Credentials | undefined => {
  const accessKeyId = env.AWS_ACCESS_KEY_ID || env.AMAZON_ACCESS_KEY_ID;
  const secretAccessKey = env.AWS_SECRET_ACCESS_KEY || env.AMAZON_SECRET_ACCESS_KEY;
  const sessionToken = env.AWS_SESSION_TOKEN ?? env.AMAZON_SESSION_TOKEN;
  if (!accessKeyId || !secretAccessKey) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
};

/** Of the settings' files; a profile without one has that of the profile `default`. */
const regionOfProfile = async (profile: string | undefined): Promise<string | undefined> => {
  for (const one of new Set([profile || 'default', 'default'])) {
    const client = new CloudFormationClient({ profile: one });
    // None is no error here: whoever needs one says what is missing.
    const region = await client.config.region().catch(() => undefined);
    client.destroy();
    if (region) return region;
  }
  return undefined;
};
