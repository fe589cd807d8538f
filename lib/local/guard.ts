import { type CallNote, ServiceError } from './http';
import {
  type AccessControl,
  type AccessDenial,
  type AccessScope,
  accessesOf,
  type Caller,
  deniedError,
} from './iam';
import { KEY_PREFIX, type Personas } from './personas';
import type { Environment } from './template';

/** One call, whoever makes it. */
export type GuardedCall = Pick<CallNote, 'service' | 'operation' | 'input'>;

export interface GuardOptions {
  readonly environment: Environment;
  /** Undefined where nothing is enforced. */
  readonly access: AccessControl | undefined;
  readonly personas: () => Personas | undefined;
  /** ARN of the function that a worker runs. */
  readonly functionArnOf: (workerId: string) => string;
  readonly machineOfToken: (token: string) => string | undefined;
}

/** Stands before everything that is done here, and asks the policies. */
export interface Guard {
  /** A call over HTTP. @throws ServiceError as the service denies it */
  http(call: CallNote): void;
  /** A call under a role; what is wrong with it. */
  asRole(roleArn: string, call: GuardedCall): AccessDenial | undefined;
  /** A call that a service of AWS makes for a resource; what is wrong with it. */
  asService(service: string, sourceArn: string, call: GuardedCall): AccessDenial | undefined;
  /** Whether a service may take a role on, for a resource. */
  mayAssume(service: string, roleArn: string, sourceArn: string): boolean;
  /** Whether a function may write its log. */
  mayLog(functionArn: string, logGroup: string): boolean;
}

const LOG_ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

export const openGuard = (options: GuardOptions): Guard => {
  const { access, environment } = options;
  const { region, accountId } = environment;
  const scope: AccessScope = {
    region,
    accountId,
    keyOf: (arn) => access?.keyOf(arn),
    machineOfToken: options.machineOfToken,
  };
  const check = (
    caller: Caller,
    call: GuardedCall,
    context: Readonly<Record<string, string>> = {},
  ): AccessDenial | undefined =>
    caller &&
    access?.check(
      caller,
      accessesOf(call, scope).map((one) => ({ ...one, context: { ...one.context, ...context } })),
    );

  const clientOf = (accessKeyId: string | undefined): Caller => {
    const role = options.personas()?.roleOf(accessKeyId);
    if (role === undefined && accessKeyId?.startsWith(KEY_PREFIX)) {
      throw new ServiceError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      );
    }
    return access?.role(role);
  };
  const callerOf = ({ caller, accessKeyId }: CallNote): Caller =>
    caller === undefined ? clientOf(accessKeyId) : access?.functionRole(options.functionArnOf(caller));

  const logging = new Map<string, boolean>();
  return {
    http: (call) => {
      if (!access) return;
      const denial = check(callerOf(call), call);
      if (denial) throw deniedError(call.service, denial);
    },
    asRole: (roleArn, call) => check(access?.role(roleArn), call),
    asService: (service, sourceArn, call) =>
      check({ kind: 'service', service }, call, { 'aws:sourcearn': sourceArn }),
    mayAssume: (service, roleArn, sourceArn) => access?.mayAssume(service, roleArn, sourceArn) ?? true,
    mayLog: (functionArn, logGroup) => {
      const known = logging.get(functionArn);
      if (known !== undefined) return known;
      const stream = `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}:log-stream:embedded`;
      const accesses = LOG_ACTIONS.map((action) => ({ action, resource: stream, context: {} }));
      const may = access?.check(access.functionRole(functionArn), accesses) === undefined;
      logging.set(functionArn, may);
      return may;
    },
  };
};
