import { DEFAULT_BUS, type EventBuses, eventTime, type Scheduler } from '../events';
import { type JsonObject, type Service, ServiceError } from '../http';
import type { Environment } from '../template';

interface Entry {
  readonly EventBusName?: string;
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Resources?: readonly string[];
  /** Seconds since the epoch. */
  readonly Time?: number;
}

export interface EventBridgeContext {
  readonly buses: EventBuses;
  readonly scheduler: Scheduler;
  readonly environment: Environment;
  readonly newId: () => string;
  readonly now: () => number;
}

const detailOf = (entry: Entry): Readonly<Record<string, unknown>> | undefined => {
  try {
    const detail: unknown = JSON.parse(entry.Detail ?? '');
    return typeof detail === 'object' && detail !== null
      ? (detail as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
};

const missing = (parameter: string): JsonObject => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${parameter} is a required argument.`,
});

const putEvent = async (context: EventBridgeContext, entry: Entry): Promise<JsonObject> => {
  const detail = detailOf(entry);
  if (!detail) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  if (!entry.Source) return missing('Source');
  if (!entry.DetailType) return missing('DetailType');
  const id = context.newId();
  const event = {
    version: '0' as const,
    id,
    'detail-type': entry.DetailType,
    source: entry.Source,
    account: context.environment.accountId,
    time: eventTime(entry.Time === undefined ? context.now() : entry.Time * 1000),
    region: context.environment.region,
    resources: entry.Resources ?? [],
    detail,
  };
  await context.buses.put(event, (entry.EventBusName ?? DEFAULT_BUS).split('/').at(-1));
  return { EventId: id };
};

const switchRule = (context: EventBridgeContext, input: JsonObject, enabled: boolean): JsonObject => {
  const name = String(input.Name);
  const known = [context.buses.setEnabled(name, enabled), context.scheduler.setEnabled(name, enabled)];
  if (!known.includes(true))
    throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist.`);
  return {};
};

type Operation = (context: EventBridgeContext, input: JsonObject) => JsonObject | Promise<JsonObject>;

const OPERATIONS: Readonly<Record<string, Operation>> = {
  PutEvents: async (context, input) => {
    const entries = (input.Entries ?? []) as readonly Entry[];
    const results = await Promise.all(entries.map((entry) => putEvent(context, entry)));
    return { Entries: results, FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length };
  },
  DisableRule: (context, input) => switchRule(context, input, false),
  EnableRule: (context, input) => switchRule(context, input, true),
};

/** The EventBridge API: putting events, switching rules off and on. */
export const eventBridgeService = (
  context: EventBridgeContext,
): Service & { readonly operations: readonly string[] } => ({
  name: 'events',
  target: 'AWSEvents',
  operations: Object.keys(OPERATIONS),
  handle: async (call) => {
    const operation = OPERATIONS[call.operation];
    if (operation) return operation(context, call.input);
    throw new ServiceError(
      'UnknownOperationException',
      `${call.operation} is not supported by the embedded EventBridge; supported: ${Object.keys(OPERATIONS).join(', ')}.`,
    );
  },
});
