import type { StateUse } from './analyse';
import type { StateNode } from './machine';

/** Calls of one kind that an attempt makes. */
export interface Call {
  readonly service: 'lambda' | 'dynamodb' | 'sqs';
  /** API operation, as the service names it. */
  readonly operation: string;
  readonly count: number;
  /** DynamoDB units of one call: transactions count double, an index that is written along counts too. */
  readonly writeUnits?: number;
  readonly readUnits?: number;
}

/** What an attempt of a task calls, by how it ends. */
export interface CallProfile {
  readonly answered: readonly Call[];
  /** The answer is no; as `answered` if not given. */
  readonly refused?: readonly Call[];
  /** No answer came; as `answered` if not given: it may have run to its end. */
  readonly lost?: readonly Call[];
  /** The function was never reached: what the way there calls; nothing if not given. */
  readonly notRun?: readonly Call[];
  /** Once more for each visit that ends in a Catch (or fails the chain). */
  readonly givenUp?: readonly Call[];
  /** Once more for each visit. */
  readonly visited?: readonly Call[];
}

/**
 * State name → what it calls; what is not there is judged by the task's resource. A state that is no task may have a
 * profile too: passing it may mean calls elsewhere.
 */
export type CallProfiles = Readonly<Record<string, CallProfile>>;

const INVOKE: Call = { service: 'lambda', operation: 'Invoke', count: 1 };
const send = (operation: string): Call => ({ service: 'sqs', operation, count: 1 });
const write = (operation: string, writeUnits = 1): Call => ({
  service: 'dynamodb',
  operation,
  count: 1,
  writeUnits,
});
const read = (operation: string, readUnits = 1): Call => ({
  service: 'dynamodb',
  operation,
  count: 1,
  readUnits,
});

/** The consumer behind a queue: one message a batch, which is the most it can cost. */
const CONSUMED: readonly Call[] = [send('ReceiveMessage'), INVOKE, send('DeleteMessage')];

/** What a task costs by its resource alone; items of up to 1 KB (writes) and 4 KB (reads). */
const BY_RESOURCE: readonly (readonly [pattern: RegExp, calls: readonly Call[]])[] = [
  [/:lambda:invoke(\.waitForTaskToken)?$/, [INVOKE]],
  [/^arn:[^:]*:lambda:/, [INVOKE]],
  // A placeholder of a template: the function that the template makes.
  [/^\$\{[^}]*\}$/, [INVOKE]],
  [/:sqs:sendMessage\.waitForTaskToken$/, [send('SendMessage'), ...CONSUMED]],
  [/:sqs:sendMessage$/, [send('SendMessage')]],
  [/:dynamodb:(putItem|updateItem|deleteItem)$/, [write('WriteItem')]],
  [/:dynamodb:getItem$/, [read('GetItem')]],
];

/** `undefined`: a service that the price list does not know. */
const byResource = (resource: string): readonly Call[] | undefined =>
  BY_RESOURCE.find(([pattern]) => pattern.test(resource))?.[1];

export const profileOf = (state: StateNode, profiles: CallProfiles): CallProfile => {
  const { kind } = state;
  return profiles[state.name] ?? { answered: (kind.type === 'Task' && byResource(kind.resource)) || [] };
};

/** Tasks whose calls are not priced: their service is not in the price list. */
export const isUnpriced = (state: StateNode, profiles: CallProfiles): boolean =>
  state.kind.type === 'Task' &&
  profiles[state.name] === undefined &&
  byResource(state.kind.resource) === undefined;

/** Sums, by service and operation, of what the uses call. */
export interface CallTotals {
  /** `service operation` → number of calls. */
  readonly calls: ReadonlyMap<string, number>;
  readonly lambdaRequests: number;
  readonly sqsRequests: number;
  readonly writeUnits: number;
  readonly readUnits: number;
}

export const totalCalls = (uses: readonly StateUse[], profiles: CallProfiles): CallTotals => {
  const calls = new Map<string, number>();
  let [lambdaRequests, sqsRequests, writeUnits, readUnits] = [0, 0, 0, 0];
  const addAll = (list: readonly Call[], factor: number): void => {
    if (factor === 0) return;
    for (const call of list) {
      const count = call.count * factor;
      const key = `${call.service} ${call.operation}`;
      calls.set(key, (calls.get(key) ?? 0) + count);
      if (call.service === 'lambda') lambdaRequests += count;
      if (call.service === 'sqs') sqsRequests += count;
      writeUnits += count * (call.writeUnits ?? 0);
      readUnits += count * (call.readUnits ?? 0);
    }
  };
  for (const use of uses) {
    const {
      answered,
      refused = answered,
      lost = answered,
      notRun = [],
      givenUp = [],
      visited = [],
    } = profileOf(use.state, profiles);
    addAll(answered, use.answered);
    addAll(refused, use.refused);
    addAll(lost, use.lost);
    addAll(notRun, use.notRun);
    addAll(givenUp, use.visits - use.answered);
    addAll(visited, use.visits);
  }
  return { calls, lambdaRequests, sqsRequests, writeUnits, readUnits };
};
