import type { When } from './condition';
import type { RecordTypes } from './record';

export const TRANSPORTS = ['lambda', 'queue'] as const;
/** How a command reaches its participant: a direct invocation, or its queue with a task token. */
export type Transport = (typeof TRANSPORTS)[number];

export const SEEN = ['final', 'pending'] as const;
/** How others take what they see of a step before its saga is over. */
export type Seen = (typeof SEEN)[number];

/** One local transaction of a saga. Generic in its literals, so that a missing participant or handler does not compile. */
export interface SagaStep<
  Name extends string = string,
  By extends string = string,
  Compensation extends string | undefined = string | undefined,
  Result = unknown,
  Asked extends When | undefined = When | undefined,
> {
  readonly kind: 'step';
  /** Command name, kebab-case. */
  readonly name: Name;
  /** The participant that carries it out. */
  readonly by: By;
  /** The command that undoes it; a step without one is retriable: it is retried and parked, never undone. */
  readonly compensation: Compensation;
  readonly via: Transport;
  /** Seconds that one attempt may take, as the orchestrator sees it. */
  readonly timeoutSeconds: number;
  /** Seconds between heartbeats of a queue step; they count from the send, so a backlog counts too. */
  readonly heartbeatSeconds?: number;
  /** The step is skipped unless it holds. */
  readonly when: Asked;
  /** What its result looks like: its handler must satisfy it, and later steps and conditions see it typed. */
  readonly result: InputSchema<Result> | undefined;
  /** `final`: what others see of it they take for final while the saga is still open, such as a payment. */
  readonly seen?: Seen;
}

/** Steps that run side by side; each has a compensation. */
export interface ParallelGroup<Steps extends readonly SagaStep[] = readonly SagaStep[]> {
  readonly kind: 'parallel';
  readonly steps: Steps;
}

export type SagaElement = SagaStep | ParallelGroup;

/** What a schema of zod, zod/mini or any like library offers; typed by its shape, so that this layer needs none. */
export interface InputSchema<Input> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Input }
    | { readonly success: false; readonly error: { readonly issues: readonly SchemaIssue[] } };
}

export interface SchemaIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export const CANCELLABLE = ['always', 'until-pivot', 'never'] as const;
/**
 * What cancelling means. `until-pivot`: it is undone as a whole, or refused once it is past its pivot, where a retriable
 * step may have done what nobody can undo. `always`: also then, and long after it completed; what retriable steps have
 * done stays. `never`: nobody takes it back.
 */
export type Cancellable = (typeof CANCELLABLE)[number];

/** Nothing is ever removed: a choice that one writes down. */
export const FOREVER = 'forever';

export interface SagaDefinition<
  Input = unknown,
  Steps extends readonly SagaElement[] = readonly SagaElement[],
  Records extends RecordTypes = RecordTypes,
> {
  readonly name: string;
  readonly version: number;
  /** Seconds after the start past which no new effect is made, up to the pivot. */
  readonly deadlineSeconds: number;
  readonly input: InputSchema<Input>;
  readonly cancellable: Cancellable;
  /** Seconds after its end for which what a saga was told and answered is kept, or for ever. */
  readonly retentionSeconds: number | typeof FOREVER;
  readonly steps: Steps;
  /** The records that participants keep. */
  readonly records: Records;
  /** Participant → names of further tables that its steps write to; the stack gives each one (`tables`). */
  readonly tables: Readonly<Record<string, readonly string[]>>;
  /** The participant that hears of a saga that was undone (`when-undone` among its handlers). */
  readonly whenUndone: string | undefined;
}

type Flat<Element> = Element extends ParallelGroup<infer Steps> ? Steps[number] : Element;

/** All steps of a definition as a union of their literal types. */
export type StepsOf<Definition> =
  Definition extends SagaDefinition<infer _Input, infer Steps> ? Flat<Steps[number]> : never;
/** Names of the participants of a definition. */
export type ParticipantsOf<Definition> =
  StepsOf<Definition> extends infer S ? (S extends SagaStep ? S['by'] : never) : never;
/** Names of the actions that one participant carries out. */
export type ActionsOf<Definition, By extends string> =
  Extract<StepsOf<Definition>, { readonly by: By }> extends infer S
    ? S extends SagaStep
      ? S['name']
      : never
    : never;
/** Names of the compensations that one participant carries out. */
export type CompensationsOf<Definition, By extends string> =
  Extract<StepsOf<Definition>, { readonly by: By }> extends infer S
    ? S extends SagaStep
      ? Exclude<S['compensation'], undefined>
      : never
    : never;
/** What an action's handler answers: as the step's `result` schema has it, else any JSON. */
export type ResultOf<Definition, Name extends string> =
  Extract<StepsOf<Definition>, { readonly name: Name }> extends SagaStep<
    string,
    string,
    string | undefined,
    infer Result
  >
    ? Result
    : unknown;

/** Results that the handler of a step sees: of the steps before its element, by step name; undefined if skipped. */
export type ResultsBefore<Definition, Name extends string> =
  Definition extends SagaDefinition<infer _Input, infer Steps>
    ? number extends Steps['length']
      ? Readonly<Record<string, unknown>>
      : Simplify<Before<Steps, Name>>
    : never;

type Before<Steps, Name, Seen = unknown> = Steps extends readonly [infer First, ...infer Rest]
  ? Name extends NameIn<First>
    ? Seen
    : Before<Rest, Name, Seen & ResultsIn<First>>
  : Seen;

type NameIn<Element> = Flat<Element> extends infer S ? (S extends SagaStep ? S['name'] : never) : never;

type ResultsIn<Element> = {
  readonly [S in Extract<Flat<Element>, SagaStep> as S['name']]:
    | (S extends SagaStep<string, string, string | undefined, infer Result> ? Result : never)
    | (S['when'] extends undefined ? never : undefined);
};

type Simplify<T> = { readonly [K in keyof T]: T[K] };

/** Name of the step that a compensation undoes. */
export type StepUndoneBy<Definition, Compensation extends string> =
  Extract<StepsOf<Definition>, { readonly compensation: Compensation }> extends infer S
    ? S extends SagaStep
      ? S['name']
      : never
    : never;
/** Results of all steps that may have succeeded, by step name. */
export type ResultsOf<Definition> = {
  readonly [S in Extract<StepsOf<Definition>, SagaStep> as S['name']]?: ResultOf<Definition, S['name']>;
};

/** Names of the types of records that a participant keeps. */
export type RecordTypesOf<Definition, By extends string> =
  Definition extends SagaDefinition<infer _Input, infer _Steps, infer Records>
    ? By extends keyof Records
      ? Extract<keyof Records[By], string>
      : never
    : never;

/** How a participant keeps its records of a type. */
export type RecordTypeOf<Definition, By extends string, Type extends string> =
  Definition extends SagaDefinition<infer _Input, infer _Steps, infer Records>
    ? By extends keyof Records
      ? Type extends keyof Records[By]
        ? Records[By][Type]
        : never
      : never
    : never;

/** The input type of a definition. */
export type InputOf<Definition> =
  Definition extends SagaDefinition<infer Input, infer _Steps> ? Input : never;
