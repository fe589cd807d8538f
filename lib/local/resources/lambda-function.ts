import { type DeclaredResource, identity, physicalName } from '../template';
import { keyArn } from './key-arn';
import { assumed, byRole, keyUse } from './need';
import { number, object, texts } from './read';
import type { ResourceType, StackServices } from './resource-type';

const LONGEST_NAME = 64;

/** Lambda's own defaults. */
const DEFAULT_TIMEOUT_SECONDS = 3;
const DEFAULT_MEMORY_MB = 128;

/** Source: Lambda developer guide, "Visualize function invocations using X-Ray" and "Sending logs to CloudWatch". */
const TRACING = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];
const LOGGING = ['logs:CreateLogStream', 'logs:PutLogEvents'];

const roleOf = (resource: DeclaredResource): string | undefined => {
  const role = resource.property('Role');
  return role === undefined ? undefined : String(role);
};

const logGroupOf = (resource: DeclaredResource): string =>
  String(object(resource.property('LoggingConfig')).LogGroup ?? `/aws/lambda/${nameOf(resource)}`);

const nameOf = (resource: DeclaredResource): string => physicalName(resource, 'FunctionName', LONGEST_NAME);

export const functionArn = (resource: DeclaredResource, name: string): string =>
  `arn:aws:lambda:${resource.environment.region}:${resource.environment.accountId}:function:${name}`;

/** An asset is a folder, or an archive of one. */
const folderOf = ({ assetPath }: DeclaredResource, { unpacked }: StackServices): string | undefined =>
  assetPath?.endsWith('.zip') ? unpacked(assetPath) : assetPath;

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
      folder: folderOf(resource, services),
      inlineCode: typeof ZipFile === 'string' ? ZipFile : undefined,
      handler: String(properties.Handler ?? 'index.handler'),
      environment: texts(object(properties.Environment).Variables),
      timeoutSeconds: number(properties.Timeout, DEFAULT_TIMEOUT_SECONDS),
      memoryMb: number(properties.MemorySize, DEFAULT_MEMORY_MB),
      reservedConcurrency: reserved === undefined ? undefined : Number(reserved),
      roleArn: roleOf(resource),
      logGroup: logGroupOf(resource),
    });
  },
  declareAccess: (resource, access) => {
    const role = roleOf(resource);
    if (role !== undefined) access.addFunction(functionArn(resource, nameOf(resource)), role);
  },
  needs: (resource) => {
    const role = roleOf(resource);
    if (role === undefined) return [];
    const { region, accountId } = resource.environment;
    const traced = object(resource.property('TracingConfig')).Mode === 'Active';
    const stream = `arn:aws:logs:${region}:${accountId}:log-group:${logGroupOf(resource)}:log-stream:any`;
    return [
      assumed('lambda.amazonaws.com', role),
      ...keyUse(role, keyArn(resource.property('KmsKeyArn'), resource)),
      ...(traced ? TRACING : []).map((action) => byRole(role, action, '*', true)),
      ...LOGGING.map((action) => byRole(role, action, stream, false)),
    ];
  },
};
