import {
  type ClientOptions,
  type Credentials,
  localClientOptions,
  personaCredentials,
  type StackOutputs,
} from '../../operations';
import { UsageError } from '../command';
import type { CliHost } from '../host';
import { awsSettings, regionIn } from './aws-settings';
import { findLocalState, type LocalState } from './local-state';
import type { OperatorOptions } from './options';

/** What the commands talk to. */
export interface Target {
  /** For messages: an endpoint, or AWS. */
  readonly name: string;
  /** For its clients. */
  readonly client: ClientOptions;
  /** Outputs that are known without asking. */
  readonly stacks?: readonly StackOutputs[];
  /** Whether it is this machine. */
  readonly isLocal: boolean;
}

/** `--endpoint-url`, else AWS_ENDPOINT_URL, else a running `saga local` of this folder, else AWS. */
export const chooseTarget = async (
  host: CliHost,
  options: Pick<OperatorOptions, 'endpointUrl' | 'as'>,
): Promise<Target> => {
  const target = await addressOf(host, options);
  if (options.as === undefined) return target;
  if (!target.isLocal) {
    throw new UsageError(
      `--as is for 'saga local': at ${target.name}, what you may do is decided by your credentials`,
    );
  }
  // Whoever has few rights may not know any stack but by asking.
  const { stacks: _, ...rest } = target;
  return { ...rest, client: { ...target.client, credentials: credentialsOf(options.as) } };
};

const PERSONA = /^[A-Za-z][A-Za-z0-9-]*$/;

const credentialsOf = (name: string): Credentials => {
  if (PERSONA.test(name)) return personaCredentials(name);
  throw new UsageError(`--as '${name}' is nobody: use operator or starter, or operator-<stack>`);
};

const addressOf = async (host: CliHost, options: Pick<OperatorOptions, 'endpointUrl'>): Promise<Target> => {
  const asked = options.endpointUrl ?? (host.env.AWS_ENDPOINT_URL || undefined);
  const local = await findLocalState(host.cwd);
  if (asked === undefined) {
    return local ? localTarget(local) : { name: 'AWS', client: await awsSettings(host.env), isLocal: false };
  }
  const url = parseUrl(asked, options.endpointUrl === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint-url');
  if (local && url.origin === new URL(local.endpoint).origin) return localTarget(local);
  return isLoopback(url)
    ? { name: asked, client: loopbackClient(host, asked), isLocal: true }
    : { name: asked, client: { ...(await awsSettings(host.env)), endpoint: asked }, isLocal: false };
};

const localTarget = ({ endpoint, region, outputs }: LocalState): Target => ({
  name: endpoint,
  client: localClientOptions(endpoint, region),
  isLocal: true,
  stacks: Object.entries(outputs)
    .map(([stackName, values]) => ({ stackName, outputs: values }))
    .filter((stack) => stack.outputs.SagaName !== undefined),
});

/** Keys in the environment count (an emulator may tell accounts apart by them), a profile does not: it is for AWS. */
const loopbackClient = ({ env }: CliHost, endpoint: string): ClientOptions => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  return localClientOptions(
    endpoint,
    regionIn(env) || 'us-east-1',
    accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
  );
};

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);

const parseUrl = (text: string, source: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new UsageError(`${source} '${text}' is no http(s) URL`);
};
