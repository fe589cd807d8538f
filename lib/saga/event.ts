import type { When } from './condition';
import type { SagaDefinition } from './definition';
import type { SagaStatus, StepStatus } from './status';
import { elementOf, flatSteps, type StepType, stepType } from './steps';

/** What the log keeps of each step, so that a saga can be read without the code of its version. */
export interface LoggedStep {
  readonly name: string;
  readonly by: string;
  readonly type: StepType;
  readonly compensation?: string;
  /** The condition of a conditional step, so that it can be decided from the log. */
  readonly when?: When;
  /** Name of the first step of its parallel group: a group is undone as a whole. */
  readonly group?: string;
}

/** Header of a saga in the log, and its first event. `input` is missing when no action ever got through. */
export interface SagaHeader {
  readonly sagaName: string;
  readonly sagaId: string;
  readonly version: number;
  readonly steps: readonly LoggedStep[];
  readonly input?: unknown;
  /** All times ISO 8601. */
  readonly createTime: string;
  readonly updateTime: string;
  readonly expireTime: string;
  /** When the longest run of an execution is over; of a saga that is over, when that was. */
  readonly due: string;
  readonly status: SagaStatus;
  /** Nothing about it changes any more: what it was told and answered was taken away. */
  readonly closed?: SagaClosed;
}

/**
 * `erased`: an operator had input, results, causes and reasons taken out; ids, types and times are there. `removed`: its
 * retention is over, and nothing but the header is left.
 */
export interface SagaClosed {
  readonly as: 'erased' | 'removed';
  /** ISO 8601. */
  readonly at: string;
}

/** Step events and the step status each one gives; `undefined`: it informs, and moves nothing. */
export const STEP_EVENTS = {
  StepStarted: 'RUNNING',
  StepSucceeded: 'SUCCEEDED',
  AttemptFailed: undefined,
  StepSkipped: 'SKIPPED',
  StepFailed: 'FAILED',
  StepParked: 'PARKED',
  StepFenced: undefined,
  RedriveGivenUp: undefined,
  CompensationStarted: 'COMPENSATING',
  CompensationSucceeded: 'COMPENSATED',
  CompensationFailed: 'COMPENSATION_FAILED',
  CompensationResolved: 'COMPENSATED',
} as const satisfies Record<string, StepStatus | undefined>;

export type StepEventType = keyof typeof STEP_EVENTS;
export type SagaEventType = 'CancelRequested' | 'UnwindStarted' | 'UnwindGivenUp' | 'SagaErased';
export type EventType = StepEventType | SagaEventType;

/** One event of the log; written once, never changed. */
export interface SagaEvent {
  readonly type: EventType;
  /** The forward step, also for events of its compensation; absent on events of the whole saga. */
  readonly step?: string;
  /** `main`, `u1` …, `redrive`, `operator`. */
  readonly runner: string;
  readonly attempt: number;
  /** ISO 8601. */
  readonly at: string;
  readonly error?: { readonly error: string; readonly cause: string };
  /** Result of a succeeded step; of a fence, `{ state }` of the ledger item that it found or left. */
  readonly data?: unknown;
  /** Given by the operator who asked for it. */
  readonly reason?: string;
  /** Of what was given up: its attempts before, those that died before they logged anything too. */
  readonly attempts?: number;
}

/** Key of an event within its saga: the same event written twice is one. */
export const eventKey = (event: SagaEvent): string =>
  `${event.step ?? ''}#${event.type}#${event.runner}#${event.attempt}`;

export const loggedSteps = (definition: SagaDefinition): readonly LoggedStep[] =>
  flatSteps(definition).map((step) => ({
    name: step.name,
    by: step.by,
    type: stepType(definition, step.name),
    ...(step.compensation === undefined ? {} : { compensation: step.compensation }),
    ...(step.when === undefined ? {} : { when: step.when }),
    ...groupOf(definition, step.name),
  }));

const groupOf = (definition: SagaDefinition, step: string): Pick<LoggedStep, 'group'> => {
  const element = elementOf(definition, step);
  const first = element?.kind === 'parallel' ? element.steps[0] : undefined;
  return first ? { group: first.name } : {};
};
