import type { StackOutputs } from '../../operations';
import { UsageError } from '../command';
import type { CliHost } from '../host';
import { findLocalState, type LocalState } from './local-state';
import type { OperatorOptions } from './options';

/** What the commands talk to. */
export interface Target {
  /** For messages: an endpoint, or AWS. */
  readonly name: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Outputs that are known without asking. */
  readonly stacks?: readonly StackOutputs[];
  /** Whether it is this machine. */
  readonly isLocal: boolean;
}

/** `--endpoint-url`, else AWS_ENDPOINT_URL, else a running `saga local` of this folder, else AWS. */
export const chooseTarget = async (
  host: CliHost,
  options: Pick<OperatorOptions, 'endpointUrl'>,
): Promise<Target> => {
  const asked = options.endpointUrl ?? (host.env.AWS_ENDPOINT_URL || undefined);
  const local = await findLocalState(host.cwd);
  if (asked === undefined && local) return localTarget(host, local);
  if (asked === undefined) return { name: 'AWS', isLocal: false };
  const url = parseUrl(asked, options.endpointUrl === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint-url');
  if (local && url.origin === new URL(local.endpoint).origin) return localTarget(host, local);
  return isLoopback(url)
    ? { name: asked, endpoint: asked, isLocal: true, ...loopbackSettings(host) }
    : { name: asked, endpoint: asked, isLocal: false };
};

const localTarget = (host: CliHost, { endpoint, region, outputs }: LocalState): Target => ({
  name: endpoint,
  endpoint,
  isLocal: true,
  ...loopbackSettings(host),
  region,
  stacks: Object.entries(outputs)
    .map(([stackName, values]) => ({ stackName, outputs: values }))
    .filter((stack) => stack.outputs.SagaName !== undefined),
});

/** On this machine any credentials will do, but the SDK wants some. */
const loopbackSettings = ({ env }: CliHost): Pick<Target, 'region' | 'credentials'> => ({
  region: env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1',
  ...(env.AWS_ACCESS_KEY_ID || env.AWS_PROFILE
    ? {}
    : { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
});

const isLoopback = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);

const parseUrl = (text: string, source: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new UsageError(`${source} '${text}' is no http(s) URL`);
};
