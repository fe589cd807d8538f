import { awsSdkIntegration, sdkServices } from './aws-sdk';
import type { Integration } from './integration';
import { type OptimizedOptions, optimizedIntegrations } from './optimized';

export interface Integrations {
  /** By a Task's resource without `.waitForTaskToken`; undefined for what does not run here. */
  readonly find: (resource: string) => Integration | undefined;
  /** All that run here, for messages. */
  readonly names: () => readonly string[];
}

const PREFIX = /^arn:[^:]+:states:[^:]*:[^:]*:/;

export interface IntegrationsOptions extends OptimizedOptions {
  /** A function's own ARN as the resource. */
  readonly lambdaArn: Integration;
}

/** Each integration is put together when it is first asked for. */
export const integrationsOf = (options: IntegrationsOptions): Integrations => {
  const optimized = optimizedIntegrations(options);
  const found = new Map<string, Integration | undefined>();
  const look = (resource: string): Integration | undefined => {
    if (/^arn:[^:]+:lambda:/.test(resource)) return options.lambdaArn;
    if (!PREFIX.test(resource)) return undefined;
    const name = resource.replace(PREFIX, '');
    return Object.hasOwn(optimized, name) ? optimized[name] : awsSdkIntegration(options.apis, name);
  };
  return {
    find: (resource) => {
      if (!found.has(resource)) found.set(resource, look(resource));
      return found.get(resource);
    },
    names: () => [
      ...Object.keys(optimized),
      ...sdkServices(options.apis).map((service) => `aws-sdk:${service}`),
    ],
  };
};
