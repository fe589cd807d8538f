import { type EmbeddedStack, type StackOptions, startStack } from '../../lib/local';
import {
  type OperationClients,
  operationClients,
  resourcesFromOutputs,
  type SagaResources,
} from '../../lib/operations';
import type { SagaDefinition } from '../../lib/saga';
import { expectNoDenials } from '../every/denials';
import { project, type World } from '../every/world';

/** The embedded stack with the real templates and bundles, and clients that talk to it. */
export interface OpenBench {
  readonly stack: EmbeddedStack;
  readonly clients: OperationClients;
  resources(definition: SagaDefinition): SagaResources;
}

export interface Bench extends OpenBench {
  stop(): Promise<void>;
}

export const startBench = async (
  options: Partial<StackOptions> = {},
  world: World = project,
): Promise<Bench> => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const stack = await startStack({ assembly: await world.assembly(), ...options });
  const clients = operationClients({
    endpoint: stack.endpoint,
    region: stack.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    stack,
    clients,
    resources: (definition) => {
      const outputs = Object.values(stack.outputs).find(({ SagaName }) => SagaName === definition.name);
      if (!outputs) throw new Error(`no stack holds ${definition.name}`);
      return resourcesFromOutputs(outputs);
    },
    stop: async () => {
      clients.destroy();
      await stack.stop();
      expectNoDenials(stack);
    },
  };
};
