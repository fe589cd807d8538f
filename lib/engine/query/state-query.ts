import type { StateFailure } from '../errors';
import type { Frame } from '../frame';
import type { Payload } from '../payload';

export type Awaitable<T> = T | Promise<T>;

/** What a state hands on: its output, and the variables it assigns. */
export interface Settlement {
  readonly output: Payload;
  readonly assigned: Readonly<Record<string, unknown>> | undefined;
}

/** `$states.errorOutput`, and what a JSONPath catcher writes. */
export interface ErrorOutput {
  readonly Error: string | null;
  readonly Cause: string | null;
}

/** One rule of a Choice, in order. */
export interface RuleQuery {
  readonly next: string;
  matches(frame: Frame): Awaitable<boolean>;
  settle(frame: Frame): Awaitable<Settlement>;
}

/**
 * The data flow of one state, prepared once in its query language. What differs between JSONata and JSONPath is
 * behind this; executors know neither. Every method throws StateFailure.
 */
export interface StateQuery {
  /** What the state works on: `Arguments`, or `InputPath` and `Parameters`. */
  effectiveInput(frame: Frame): Awaitable<Payload>;
  /**
   * Ends the state with `result`: `Assign` and `Output`, or `ResultSelector`, `ResultPath` and `OutputPath`.
   * Without a result (Wait, Choice, Succeed) from the state's input.
   */
  settle(frame: Frame, result: Payload | undefined): Awaitable<Settlement>;
  /** What a Pass takes for its result; undefined when it has none. */
  passResult(frame: Frame): Awaitable<Payload | undefined>;
  /** Ends the state by its catcher number `index`. */
  settleCaught(frame: Frame, index: number, error: ErrorOutput): Awaitable<Settlement>;
  readonly rules: readonly RuleQuery[];
  /** A field that may be computed, such as `Seconds` (or `SecondsPath`); undefined when it is not there. */
  read(frame: Frame, field: string): Awaitable<unknown>;
  /** Items of a Map, before ItemSelector. */
  items(frame: Frame, input: Payload): Awaitable<readonly unknown[]>;
  /** `ItemSelector` for the item in `frame.mapItem`. */
  selectItem(frame: Frame, input: Payload): Awaitable<Payload>;
  /** A computed field has a value that cannot be. */
  invalid(frame: Frame, field: string, reason: string): StateFailure;
}
