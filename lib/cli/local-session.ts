import { type EmbeddedStack, type FaultRule, startStack } from '../local';
import {
  type AwsClients,
  localClientOptions,
  operationClients,
  resourcesFromOutputs,
  type SagaResources,
} from '../operations';
import type { SagaDefinition } from '../saga';
import { SagaError } from '../saga';
import { ensureAssembly } from './assembly';
import type { CliHost } from './host';
import { tellDenials } from './tell-denials';
import { tellMails } from './tell-mails';

/** An embedded stack that is up, and the clients that talk to it. */
export interface LocalSession {
  readonly stack: EmbeddedStack;
  readonly clients: AwsClients;
  readonly resources: SagaResources;
}

/** Brings the embedded stack up for one saga, uses it, and takes it down whatever happens. */
export const withLocalStack = async <Result>(
  host: CliHost,
  definition: SagaDefinition,
  faults: readonly FaultRule[],
  use: (session: LocalSession) => Promise<Result>,
): Promise<Result> => {
  const assembly = await ensureAssembly({
    root: host.root,
    env: host.env,
    onSynthesize: () => host.stderr('the sources changed: synthesizing the stacks\n'),
  });
  // Time jumps over waits here, so the sweeper would run hundreds of times while one parked step is redriven. What it
  // looks for (lost events, expired messages) does not happen within one run.
  const stack = await startStack({
    assembly,
    faults,
    schedules: false,
    onDenied: tellDenials(host),
    onMail: tellMails(host),
  });
  const clients = operationClients(localClientOptions(stack.endpoint, stack.region));
  try {
    return await use({ stack, clients, resources: resourcesOf(stack, definition) });
  } finally {
    clients.destroy();
    await stack.stop();
  }
};

/** @throws SagaError `NotDeployed` */
const resourcesOf = (stack: EmbeddedStack, definition: SagaDefinition): SagaResources => {
  const outputs = Object.values(stack.outputs).find(({ SagaName }) => SagaName === definition.name);
  if (outputs) return resourcesFromOutputs(outputs);
  throw new SagaError(
    'NotDeployed',
    `no stack holds saga '${definition.name}': add it in lib/stacks/build-app.ts`,
  );
};
