/**
 * Amazon States Language as data, in the shape in which it is published: what `compile` writes, what the loader has
 * checked, and what the engine runs. Field names are ASL's own. Source: the Amazon States Language specification
 * and the Step Functions developer guide.
 */

/** A JSONata expression between `{%` and `%}`. */
export type JsonataString = `{%${string}%}`;

export type QueryLanguage = 'JSONata' | 'JSONPath';

/** A number, or a JSONata expression that yields one. */
export type NumberOrJsonata = number | JsonataString;

/** Any JSON; strings in it may be JSONata expressions. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** Variable name → the value it takes (JSONata: a template; JSONPath: a payload template). */
export type Assignments = { readonly [variable: string]: JsonValue };

/** State name → state. */
export type States = { readonly [name: string]: State };

/** A chain of states with its entry: the machine itself, a branch of a Parallel, the processor of a Map. */
export interface StateChain {
  readonly StartAt: string;
  readonly States: States;
}

export interface StateMachineDefinition extends StateChain {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
  readonly Version?: string;
  /** Seconds until the whole execution ends TIMED_OUT. */
  readonly TimeoutSeconds?: number;
}

/** Fields of every state. */
export interface StateCommon {
  readonly Comment?: string;
  readonly QueryLanguage?: QueryLanguage;
}

/** Exactly one of the two is there: where the chain goes on, or that it ends here. */
export interface Transition {
  readonly Next?: string;
  readonly End?: true;
}

/** Data flow of a state in JSONata: values assigned and the output, side by side from the values at entry. */
export interface JsonataFlow {
  readonly Assign?: Assignments;
  readonly Output?: JsonValue;
}

/** Data flow of a state in JSONPath. `null` for a path means: an empty object (input side), discard (ResultPath). */
export interface JsonPathFlow {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

/** Result shaping of a state in JSONPath. */
export interface JsonPathResultFlow {
  readonly Parameters?: JsonValue;
  readonly ResultSelector?: JsonValue;
  readonly ResultPath?: string | null;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  /** Seconds before the first retry; 1 by default. */
  readonly IntervalSeconds?: number;
  /** Retries after the first attempt; 3 by default, 0: never. */
  readonly MaxAttempts?: number;
  /** Factor from one delay to the next; 2 by default. */
  readonly BackoffRate?: number;
  /** Upper bound of a delay, in seconds. */
  readonly MaxDelaySeconds?: number;
  /** FULL: a random delay between 0 and the computed one; NONE by default. */
  readonly JitterStrategy?: 'FULL' | 'NONE';
  readonly Comment?: string;
}

export interface Catcher extends JsonataFlow {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  /** JSONPath only: where `{Error, Cause}` goes in the state's input. */
  readonly ResultPath?: string | null;
  readonly Comment?: string;
}

/** What Task, Parallel and Map share: they may fail, and be retried or caught. */
export interface Recoverable {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface TaskState
  extends StateCommon,
    Transition,
    Recoverable,
    JsonataFlow,
    JsonPathFlow,
    JsonPathResultFlow {
  readonly Type: 'Task';
  /** ARN of a Lambda function, an activity or a service integration. */
  readonly Resource: string;
  readonly Arguments?: JsonValue;
  readonly TimeoutSeconds?: NumberOrJsonata;
  readonly HeartbeatSeconds?: NumberOrJsonata;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSecondsPath?: string;
  readonly Credentials?: { readonly RoleArn: string };
}

export interface PassState extends StateCommon, Transition, JsonataFlow, JsonPathFlow {
  readonly Type: 'Pass';
  readonly Result?: JsonValue;
  readonly ResultPath?: string | null;
  readonly Parameters?: JsonValue;
}

/** A rule in JSONata: the first whose Condition is true is taken. */
export interface JsonataChoiceRule extends JsonataFlow {
  readonly Condition: JsonataString | boolean;
  readonly Next: string;
  readonly Comment?: string;
}

/** One comparison, or a combination, in JSONPath: `Variable` and one operator such as `NumericEquals`. */
export interface JsonPathComparison {
  readonly And?: readonly JsonPathComparison[];
  readonly Or?: readonly JsonPathComparison[];
  readonly Not?: JsonPathComparison;
  readonly Variable?: string;
  /** The comparison operator by its ASL name. */
  readonly [operator: string]: unknown;
}

export interface JsonPathChoiceRule extends JsonPathComparison {
  readonly Next: string;
  readonly Assign?: Assignments;
}

export type ChoiceRule = JsonataChoiceRule | JsonPathChoiceRule;

export interface ChoiceState extends StateCommon, JsonataFlow, JsonPathFlow {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

/** Exactly one of the four says how long. */
export interface WaitState extends StateCommon, Transition, JsonataFlow, JsonPathFlow {
  readonly Type: 'Wait';
  readonly Seconds?: NumberOrJsonata;
  /** RFC 3339 with a `T` and an offset. */
  readonly Timestamp?: string;
  readonly SecondsPath?: string;
  readonly TimestampPath?: string;
}

export interface SucceedState extends StateCommon, JsonPathFlow {
  readonly Type: 'Succeed';
  readonly Output?: JsonValue;
}

export interface FailState extends StateCommon {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly Cause?: string;
  readonly ErrorPath?: string;
  readonly CausePath?: string;
}

export interface ParallelState
  extends StateCommon,
    Transition,
    Recoverable,
    JsonataFlow,
    JsonPathFlow,
    JsonPathResultFlow {
  readonly Type: 'Parallel';
  readonly Branches: readonly StateChain[];
  readonly Arguments?: JsonValue;
}

export interface MapProcessor extends StateChain {
  readonly ProcessorConfig?: {
    readonly Mode?: 'INLINE' | 'DISTRIBUTED';
    readonly ExecutionType?: 'STANDARD' | 'EXPRESS';
  };
}

export interface MapState
  extends StateCommon,
    Transition,
    Recoverable,
    JsonataFlow,
    JsonPathFlow,
    JsonPathResultFlow {
  readonly Type: 'Map';
  readonly ItemProcessor?: MapProcessor;
  /** The older name of ItemProcessor. */
  readonly Iterator?: MapProcessor;
  readonly Items?: JsonValue;
  readonly ItemsPath?: string;
  readonly ItemSelector?: JsonValue;
  readonly MaxConcurrency?: NumberOrJsonata;
  readonly MaxConcurrencyPath?: string;
  readonly ToleratedFailureCount?: NumberOrJsonata;
  readonly ToleratedFailurePercentage?: NumberOrJsonata;
  /** Names the Map runs of a distributed Map. */
  readonly Label?: string;
}

export type State =
  | TaskState
  | PassState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

export type StateType = State['Type'];
