/** What every command says about the saga it belongs to. */
export interface SagaReference {
  readonly name: string;
  /** The execution name, the client's business key: `[A-Za-z0-9_-]{1,64}`. */
  readonly id: string;
  readonly version: number;
  /** ISO 8601. */
  readonly startTime: string;
  readonly deadlineSeconds: number;
}

export type Phase = 'action' | 'compensation' | 'fence';

interface StepReference<P extends Phase> {
  readonly name: string;
  /** Name of the command: the step's for an action, the compensation's for an undo, `fence-<step>` for a fence. */
  readonly command: string;
  readonly phase: P;
  /** Counts from 1. */
  readonly attempt: number;
  /** Who runs it: `main`, `u1` … (unwind machines), `redrive`. */
  readonly runner: string;
}

/** Do it. */
export interface ActionCommand<Input = unknown, Results = Readonly<Record<string, unknown>>> {
  readonly saga: SagaReference;
  readonly step: StepReference<'action'>;
  readonly input: Input;
  /** Results of the steps before, by step name. */
  readonly results: Results;
  /** Names of the conditional steps that were skipped so far. */
  readonly skipped: readonly string[];
  /** Present when the command came through the participant's queue. */
  readonly taskToken?: string;
}

/** Why the orchestrator gave a step up. */
export interface Failure {
  /** The step, or every step of the parallel group, that was given up. */
  readonly steps: readonly string[];
  readonly error: string;
  readonly cause: string;
}

/** Undo it. It carries neither input nor results: undo works from the ledger alone. */
export interface CompensationCommand {
  readonly saga: SagaReference;
  readonly step: StepReference<'compensation'> & { readonly skipped?: boolean };
  readonly failure?: Failure;
}

/** Never let it happen from now on (a retriable step, when the saga is unwound). */
export interface FenceCommand {
  readonly saga: SagaReference;
  readonly step: StepReference<'fence'>;
}

export type Command = ActionCommand | CompensationCommand | FenceCommand;

/** A command of a step that was given up, on its way through the `saga-errors` queue. */
export interface ParkedMessage {
  readonly saga: SagaReference;
  readonly step: string;
  readonly phase: 'action' | 'compensation';
  readonly error: { readonly error: string; readonly cause: string };
  readonly attempts: number;
  /** `action`: the conditional steps that were skipped so far; the log may not know of them yet. */
  readonly skipped?: readonly string[];
}

/** Prefix of the command that fences a retriable step. */
export const fenceCommandName = (step: string): string => `fence-${step}`;

/** Characters that an id may have: it becomes an execution name, a key and part of URLs. */
export const SAGA_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Bytes of a saga's input, as JSON. */
export const MAX_INPUT_BYTES = 64 * 1024;
/** Bytes of a step's result, as JSON. */
export const MAX_RESULT_BYTES = 8 * 1024;

/** Names of the input fields that every saga understands beside its own. */
export const DEADLINE_FIELD = 'deadlineSeconds';

/** When no new effect is made any more, in epoch milliseconds. */
export const deadlineOf = (saga: SagaReference): number =>
  Date.parse(saga.startTime) + saga.deadlineSeconds * 1000;

/** Key of a step's ledger item, and the idempotency key for anything outside: never the attempt. */
export const ledgerKey = (saga: Pick<SagaReference, 'name' | 'id'>, step: string): string =>
  `${saga.name}/${saga.id}/${step}`;

/** Key of a saga in its log. */
export const sagaKey = (saga: Pick<SagaReference, 'name' | 'id'>): string => `${saga.name}/${saga.id}`;

/** The saga of a key in its log, which events and claims name it by. */
export const sagaOfKey = (key: string): Pick<SagaReference, 'name' | 'id'> => {
  const slash = key.indexOf('/');
  return { name: key.slice(0, slash), id: key.slice(slash + 1) };
};
