import type {
  ActionCommand,
  ActionsOf,
  Clock,
  CompensationsOf,
  CounterEffect,
  DoneRecord,
  Effect,
  InputOf,
  RecordEffect,
  RecordTypeOf,
  RecordTypesOf,
  RecordUndo,
  ResultOf,
  ResultsBefore,
  ResultsOf,
  SagaReference,
  SequenceEffect,
  StepsOf,
  StepUndoneBy,
  TransactWrite,
  UndoneSaga,
  WHEN_UNDONE,
  WriteEffect,
} from '../saga';
import type { Records } from './books/open-records';

type AnyResults = Readonly<Record<string, unknown>>;

/** What an action decides: its answer, and what it changes in the participant's database. */
export interface Decision<Result = unknown, Change = CounterEffect> {
  /** JSON, at most 8 KB, as the step's `result` schema has it; later steps and the execution's output see it. */
  readonly result: Result;
  /** Of 99 items at most, in one transaction with the ledger's; those on the same counter add up. */
  readonly effects?: readonly Change[];
  /** Code of the `BusinessError` when there is not enough of one of them, such as `OutOfStock`; `Exhausted` by default. */
  readonly exhausted?: string;
}

export interface DecisionContext<Type extends string = string> {
  /** The participant's own. What was read holds when the decision is written, or it is asked for again. */
  readonly records: Records<Type>;
  readonly clock: Pick<Clock, 'now'>;
  /** Same for every attempt of this step: for anything outside. */
  readonly idempotencyKey: string;
}

/**
 * The business rule of an action. Changes nothing itself; throws `BusinessError` when the answer is no. It is asked again
 * when what it read is no longer so.
 */
export type Decide<
  Input,
  Results = AnyResults,
  Result = unknown,
  Change = Effect,
  Type extends string = string,
> = (
  command: ActionCommand<Input, Results>,
  context: DecisionContext<Type>,
) => Decision<Result, Change> | Promise<Decision<Result, Change>>;

/**
 * An effect outside the participant's own database, for a provider that would still carry out a request that was
 * undone before it arrived. Both calls must be idempotent by their key.
 */
export interface OutsideEffect<Input, Results = AnyResults, Result = unknown> {
  readonly kind: 'outside';
  perform(command: ActionCommand<Input, Results>, context: Omit<DecisionContext, 'records'>): Promise<Result>;
  reverse(idempotencyKey: string): Promise<void>;
}

export type Action<
  Input,
  Results = AnyResults,
  Result = unknown,
  Change = Effect,
  Type extends string = string,
> = Decide<Input, Results, Result, Change, Type> | OutsideEffect<Input, Results, Result>;

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

/** What a compensation's rule is told: what the ledger holds of the step that it undoes. */
export interface DoneStep<Result = unknown> {
  readonly saga: Pick<SagaReference, 'name' | 'id'>;
  readonly step: string;
  readonly result: Result;
  readonly effects: {
    readonly counters: readonly CounterEffect[];
    readonly records: readonly DoneRecord[];
  };
  /** Now, ISO 8601. */
  readonly at: string;
}

/**
 * What undoing a step leaves beside the step's own undo: a credit note, a refund. It runs only for a step that is DONE,
 * and its effects are written in the transaction that undoes it, once. What the ledger undoes, it undoes all the same;
 * attributes that are set of a record here stand on top of those of the undo.
 */
export type UndoRule<Result = unknown, Type extends string = string> = (
  done: DoneStep<Result>,
  context: { readonly records: Records<Type> },
) => UndoDecision<Type> | Promise<UndoDecision<Type>>;

export interface UndoDecision<Type extends string = string> {
  readonly effects?: readonly (RecordEffect<Type, undefined> | SequenceEffect | WriteEffect<undefined>)[];
  /** JSON, at most 8 KB: kept in the ledger, and in the log with the compensation's success. */
  readonly result?: unknown;
}

export type Compensation<Result = unknown, Type extends string = string> =
  | typeof undoFromLedger
  | UndoOutside
  | UndoRule<Result, Type>;

/** Hears of a saga that was undone, and may write records of it, once. Undefined: there is nothing to say. */
export type WhenUndone<Input = unknown, Results = AnyResults, Type extends string = string> = (
  undone: UndoneSaga<Input, Results>,
  context: DecisionContext<Type>,
) => UndoDecision<Type> | undefined | Promise<UndoDecision<Type> | undefined>;

/** What a step of a participant may change; `Compensated`: the compensation that undoes it, or undefined. */
type ChangeOf<Definition, By extends string, Compensated> =
  | CounterEffect
  | SequenceEffect
  | {
      [Type in RecordTypesOf<Definition, By>]: RecordEffect<Type, UndoOf<Definition, By, Type, Compensated>>;
    }[RecordTypesOf<Definition, By>]
  | WriteEffect<Compensated extends string ? TransactWrite : undefined>;

/** Only a type that is declared as deletable has an undo that deletes. */
type UndoOf<Definition, By extends string, Type extends string, Compensated> = Compensated extends string
  ? RecordTypeOf<Definition, By, Type> extends { readonly deletable: true }
    ? RecordUndo
    : Exclude<RecordUndo, 'delete'>
  : undefined;

type CompensationOf<Definition, Name extends string> =
  Extract<StepsOf<Definition>, { readonly name: Name }> extends infer S
    ? S extends { readonly compensation: infer Compensated }
      ? Compensated
      : undefined
    : undefined;

/** A handler for each command of one participant: leaving one out does not compile. */
export type Handlers<Definition, By extends string> = {
  readonly [Name in ActionsOf<Definition, By> | CompensationsOf<Definition, By>]: Name extends ActionsOf<
    Definition,
    By
  >
    ? Action<
        InputOf<Definition>,
        ResultsBefore<Definition, Name>,
        ResultOf<Definition, Name>,
        ChangeOf<Definition, By, CompensationOf<Definition, Name>>,
        RecordTypesOf<Definition, By>
      >
    : Compensation<ResultOf<Definition, StepUndoneBy<Definition, Name>>, RecordTypesOf<Definition, By>>;
} & {
  readonly [WHEN_UNDONE]?: WhenUndone<
    InputOf<Definition>,
    ResultsOf<Definition>,
    RecordTypesOf<Definition, By>
  >;
};

export type AnyHandlers = Readonly<Record<string, Action<unknown> | Compensation | WhenUndone>>;
