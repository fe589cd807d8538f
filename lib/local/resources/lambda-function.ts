import { type DeclaredResource, identity, physicalName } from '../template';
import { number, object, texts } from './read';
import type { ResourceType } from './resource-type';

const LONGEST_NAME = 64;

/** Lambda's own defaults. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

const nameOf = (resource: DeclaredResource): string => physicalName(resource, 'FunctionName', LONGEST_NAME);

export const functionArn = (resource: DeclaredResource, name: string): string =>
  `arn:aws:lambda:${resource.environment.region}:${resource.environment.accountId}:function:${name}`;

/** `AWS::Lambda::Function` with a Node.js runtime. */
export const lambdaFunction: ResourceType = {
  phase: 'function',
  identify: (resource) => {
    const name = nameOf(resource);
    return identity(name, { Arn: functionArn(resource, name) });
  },
  bringUp: (resource, services) => {
    const properties = resource.properties();
    const runtime = String(properties.Runtime ?? 'container image');
    if (!runtime.startsWith('nodejs')) {
      services.notRun(`${resource.type} (${runtime})`);
      return;
    }
    const name = nameOf(resource);
    const { ZipFile } = object(properties.Code);
    const reserved = properties.ReservedConcurrentExecutions;
    services.lambda.deploy({
      name,
      arn: functionArn(resource, name),
      folder: resource.assetPath,
      inlineCode: typeof ZipFile === 'string' ? ZipFile : undefined,
      handler: String(properties.Handler ?? 'index.handler'),
      environment: texts(object(properties.Environment).Variables),
      timeoutSeconds: number(properties.Timeout, DEFAULT_TIMEOUT_SECONDS),
      memoryMb: number(properties.MemorySize, DEFAULT_MEMORY_MB),
      reservedConcurrency: reserved === undefined ? undefined : Number(reserved),
    });
  },
};
