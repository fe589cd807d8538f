import type {
  ActionCommand,
  ActionsOf,
  Clock,
  CompensationsOf,
  CounterEffect,
  InputOf,
  ResultOf,
  ResultsBefore,
} from '../saga';

type AnyResults = Readonly<Record<string, unknown>>;

/** What an action decides: its answer, and what it takes from the participant's counted resources. */
export interface Decision<Result = unknown> {
  /** JSON, at most 8 KB, as the step's `result` schema has it; later steps and the execution's output see it. */
  readonly result: Result;
  /** Of 99 counters at most; those on the same counter add up. */
  readonly effects?: readonly CounterEffect[];
  /** Code of the `BusinessError` when there is not enough of one of them, such as `OutOfStock`; `Exhausted` by default. */
  readonly exhausted?: string;
}

export interface DecisionContext {
  readonly clock: Pick<Clock, 'now'>;
  /** Same for every attempt of this step: for anything outside. */
  readonly idempotencyKey: string;
}

/** The business rule of an action. Changes nothing itself; throws `BusinessError` when the answer is no. */
export type Decide<Input, Results = AnyResults, Result = unknown> = (
  command: ActionCommand<Input, Results>,
  context: DecisionContext,
) => Decision<Result> | Promise<Decision<Result>>;

/**
 * An effect outside the participant's own database, for a provider that would still carry out a request that was
 * undone before it arrived. Both calls must be idempotent by their key.
 */
export interface OutsideEffect<Input, Results = AnyResults, Result = unknown> {
  readonly kind: 'outside';
  perform(command: ActionCommand<Input, Results>, context: DecisionContext): Promise<Result>;
  reverse(idempotencyKey: string): Promise<void>;
}

export type Action<Input, Results = AnyResults, Result = unknown> =
  | Decide<Input, Results, Result>
  | OutsideEffect<Input, Results, Result>;

/** A compensation that the ledger can carry out alone: it knows the effects. */
export const undoFromLedger = { kind: 'undo-from-ledger' } as const;
/** A compensation whose effect lies outside. */
export interface UndoOutside {
  readonly kind: 'undo-outside';
  reverse(idempotencyKey: string): Promise<void>;
}
export const undoOutside = (effect: Pick<OutsideEffect<never>, 'reverse'>): UndoOutside => ({
  kind: 'undo-outside',
  reverse: (key) => effect.reverse(key),
});
export type Compensation = typeof undoFromLedger | UndoOutside;

/** A handler for each command of one participant: leaving one out does not compile. */
export type Handlers<Definition, By extends string> = {
  readonly [Name in ActionsOf<Definition, By> | CompensationsOf<Definition, By>]: Name extends ActionsOf<
    Definition,
    By
  >
    ? Action<InputOf<Definition>, ResultsBefore<Definition, Name>, ResultOf<Definition, Name>>
    : Compensation;
};

export type AnyHandlers = Readonly<Record<string, Action<unknown> | Compensation>>;
