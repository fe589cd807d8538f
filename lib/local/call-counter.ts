import type { CallOutcome, JsonObject } from './http';

/** Who made a call: `client` (from outside), `states` (a state machine), `event-source`, `events` or a function's name. */
export type CallOrigin = string;

/** What a call was. Two calls with the same five are counted together. */
export interface CallKey {
  /** `dynamodb`, `sqs`, `lambda`, `states`, `events`. */
  readonly service: string;
  readonly operation: string;
  /** Table, queue, function, machine; several tables of a transaction joined by `,`; empty when it names none. */
  readonly resource: string;
  readonly by: CallOrigin;
  /** Empty when it went well. */
  readonly error: string;
}

export interface CallCount extends CallKey {
  readonly count: number;
  /** Items written or read, messages sent or deleted; 1 for a call that is no batch. */
  readonly items: number;
}

const LISTS = ['TransactItems', 'Entries'];

const lastPart = (value: unknown): string => String(value).split(/[/:]/).at(-1) ?? '';

/** `arn:aws:states:<region>:<account>:stateMachine|execution:<machine>:…` */
const machineIn = (arn: string): string => arn.split(':')[6] ?? '';

const itemsOf = (input: JsonObject): number => {
  for (const member of LISTS) {
    const value = input[member];
    if (Array.isArray(value)) return value.length;
  }
  const tables = input.RequestItems;
  if (typeof tables !== 'object' || tables === null) return 1;
  return Object.values(tables).flatMap((one: unknown) =>
    Array.isArray(one) ? one : ((one as { readonly Keys?: readonly unknown[] }).Keys ?? []),
  ).length;
};

const tablesOf = (items: readonly unknown[]): string =>
  [
    ...new Set(
      items.map((item) =>
        String(Object.values(item as Record<string, { readonly TableName?: string }>)[0]?.TableName),
      ),
    ),
  ]
    .sort()
    .join(',');

/** The resource that a call's input names. */
const resourceOf = (input: JsonObject): string => {
  if (Array.isArray(input.TransactItems)) return tablesOf(input.TransactItems);
  if (typeof input.RequestItems === 'object' && input.RequestItems)
    return Object.keys(input.RequestItems).sort().join(',');
  const ofStates = input.stateMachineArn ?? input.executionArn;
  if (ofStates !== undefined) return machineIn(String(ofStates));
  const named = input.TableName ?? input.QueueUrl ?? input.QueueName ?? input.FunctionName;
  return named === undefined ? '' : lastPart(named);
};

/** Counts the calls that the stack's services answer: what a bill would count. */
export class CallCounter {
  private readonly counts = new Map<string, { key: CallKey; count: number; items: number }>();

  add(key: CallKey, items = 1): void {
    const id = [key.service, key.operation, key.resource, key.by, key.error].join('\n');
    const entry = this.counts.get(id);
    if (!entry) {
      this.counts.set(id, { key, count: 1, items });
      return;
    }
    entry.count++;
    entry.items += items;
  }

  /** A call over HTTP. */
  http(call: CallOutcome, by: CallOrigin): void {
    const { service, operation, input } = call;
    this.add(
      { service, operation, resource: resourceOf(input), by, error: call.error ?? '' },
      itemsOf(input),
    );
  }

  all(): readonly CallCount[] {
    return [...this.counts.values()].map(({ key, count, items }) => ({ ...key, count, items }));
  }

  reset(): void {
    this.counts.clear();
  }
}
