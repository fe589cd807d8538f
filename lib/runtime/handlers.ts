import type { ActionCommand, ActionsOf, Clock, CompensationsOf, CounterEffect, InputOf } from '../saga';

/** What an action decides: its answer, and what it takes from the participant's counted resources. */
export interface Decision {
  /** JSON, at most 8 KB; later steps and the execution's output see it. */
  readonly result: unknown;
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
export type Decide<Input> = (
  command: ActionCommand<Input>,
  context: DecisionContext,
) => Decision | Promise<Decision>;

/**
 * An effect outside the participant's own database, for a provider that would still carry out a request that was
 * undone before it arrived. Both calls must be idempotent by their key.
 */
export interface OutsideEffect<Input> {
  readonly kind: 'outside';
  perform(command: ActionCommand<Input>, context: DecisionContext): Promise<unknown>;
  reverse(idempotencyKey: string): Promise<void>;
}

export type Action<Input> = Decide<Input> | OutsideEffect<Input>;

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
    ? Action<InputOf<Definition>>
    : Compensation;
};

export type AnyHandlers = Readonly<Record<string, Action<unknown> | Compensation>>;
