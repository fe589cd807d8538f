import { ensureAssembly } from '../../lib/cli/assembly';
import { type EmbeddedStack, type StackOptions, startStack } from '../../lib/local';
import {
  type OperationClients,
  operationClients,
  resourcesFromOutputs,
  type SagaResources,
} from '../../lib/operations';
import type { SagaDefinition } from '../../lib/saga';
import { root } from './variants';

/** The embedded stack with the real templates and bundles, and clients that talk to it. */
export interface Bench {
  readonly stack: EmbeddedStack;
  readonly clients: OperationClients;
  resources(definition: SagaDefinition): SagaResources;
  stop(): Promise<void>;
}

export const startBench = async (options: Partial<StackOptions> = {}): Promise<Bench> => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const assembly = await ensureAssembly({ root, env: process.env, onSynthesize: () => undefined });
  const stack = await startStack({ assembly, ...options });
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
    },
  };
};
