import { type EventType, type LoggedStep, type SagaEvent, STEP_EVENTS, type StepEventType } from './event';
import { type SagaStatus, type StepStatus, stepRank } from './status';

/** What the events of a saga say about it. */
export interface SagaState {
  readonly status: SagaStatus;
  readonly steps: readonly (LoggedStep & { readonly status: StepStatus })[];
}

/** Marks by operations: from the first of them on every compensatable step has to be undone, started or not. */
const UNWIND_MARKS: readonly EventType[] = ['CancelRequested', 'UnwindStarted', 'StepFenced'];

/** Whatever becomes of the step itself: one that was skipped stays skipped, and its saga has turned back all the same. */
const BACKWARD_STEP_EVENTS: readonly EventType[] = [
  'StepFailed',
  'CompensationStarted',
  'CompensationSucceeded',
  'CompensationFailed',
  'CompensationResolved',
];

export const hasUnwindMark = (events: readonly SagaEvent[]): boolean =>
  events.some((event) => UNWIND_MARKS.includes(event.type));

/**
 * The state of a saga, folded from its events. It depends neither on their order nor on duplicates: per step the
 * highest rank wins, and the saga's status follows from its steps. Anything backward makes it backward for good.
 */
export const foldEvents = (steps: readonly LoggedStep[], events: readonly SagaEvent[]): SagaState => {
  const states = steps.map((step) => ({ ...step, status: statusOfStep(step.name, events) }));
  return { status: statusOfSaga(states, events), steps: states };
};

/** The retriable step that has to be done before another one can be; undefined when none is in the way. */
export const openBefore = (step: string, { steps }: SagaState): SagaState['steps'][number] | undefined =>
  steps
    .slice(
      0,
      steps.findIndex(({ name }) => name === step),
    )
    .find(({ type, status }) => type === 'retriable' && status !== 'SUCCEEDED' && status !== 'SKIPPED');

const statusOfStep = (step: string, events: readonly SagaEvent[]): StepStatus =>
  events
    .filter((event) => event.step === step)
    .map((event) => STEP_EVENTS[event.type as StepEventType])
    .reduce<StepStatus>(
      (highest, status) => (status !== undefined && stepRank(status) > stepRank(highest) ? status : highest),
      'PENDING',
    );

type StepState = LoggedStep & { readonly status: StepStatus };

const statusOfSaga = (steps: readonly StepState[], events: readonly SagaEvent[]): SagaStatus => {
  const unwound = hasUnwindMark(events);
  if (unwound || events.some(({ type }) => BACKWARD_STEP_EVENTS.includes(type))) {
    return backward(steps, unwound, events);
  }
  return forward(steps);
};

const forward = (steps: readonly StepState[]): SagaStatus => {
  if (steps.length > 0 && steps.every(({ status }) => status === 'SUCCEEDED' || status === 'SKIPPED'))
    return 'COMPLETED';
  if (steps.some(({ status }) => status === 'PARKED')) return 'COMPLETION_FAILED';
  return steps.some(({ status }) => status !== 'PENDING') ? 'RUNNING' : 'PENDING';
};

/**
 * With a mark by operations every step that has a compensation must be undone: a pending one does not count as undone,
 * because an attempt still in flight may start it; its tombstone has to be there. Without a mark the chain undoes the
 * steps up to the one that failed, and those behind it were never sent.
 */
const backward = (
  steps: readonly StepState[],
  unwound: boolean,
  events: readonly SagaEvent[],
): SagaStatus => {
  const undoable = steps.filter((step) => step.type !== 'retriable');
  // Nothing can be undone, or nothing was asked for: the fences alone say that nothing happens any more.
  if (undoable.length === 0 || (unwound && undoable.every(({ status }) => status === 'SKIPPED')))
    return unwound && isQuiet(steps, events) ? undone(steps, events) : 'COMPENSATING';
  const reached = reachedBackward(undoable, unwound);
  const behind = undoable.slice(reached.length);
  const settled = reached.every(({ status }) => SETTLED.includes(status));
  if (
    reached.length === 0 ||
    !settled ||
    behind.some(({ status }) => status !== 'PENDING' && status !== 'SKIPPED')
  )
    return 'COMPENSATING';
  return reached.some(({ status }) => status === 'COMPENSATION_FAILED')
    ? 'COMPENSATION_FAILED'
    : undone(steps, events);
};

/** What a retriable step has done stays: whoever reads the status has to know. */
const undone = (steps: readonly StepState[], events: readonly SagaEvent[]): SagaStatus =>
  steps.some((step) => step.type === 'retriable' && hasHappened(step, events))
    ? 'PARTLY_COMPENSATED'
    : 'COMPENSATED';

/** Its success may not have been logged yet when it was fenced; the fence has seen it in the ledger. */
export const hasHappened = ({ name, status }: StepState, events: readonly SagaEvent[]): boolean =>
  status === 'SUCCEEDED' ||
  events.some(({ type, step, data }) => type === 'StepFenced' && step === name && isDone(data));

const isDone = (data: unknown): boolean =>
  (data as { readonly state?: unknown } | undefined)?.state === 'DONE';

/** Whatever it did up to then: from its fence on it does nothing more. */
export const isFenced = ({ name }: StepState, events: readonly SagaEvent[]): boolean =>
  events.some((event) => event.type === 'StepFenced' && event.step === name);

/** No retriable step can happen any more. */
const isQuiet = (steps: readonly StepState[], events: readonly SagaEvent[]): boolean =>
  steps.every((step) => step.status === 'SUCCEEDED' || step.status === 'SKIPPED' || isFenced(step, events));

const SETTLED: readonly StepStatus[] = ['COMPENSATED', 'SKIPPED', 'COMPENSATION_FAILED'];
const COMPENSATION_TOUCHED: readonly StepStatus[] = ['COMPENSATING', 'COMPENSATION_FAILED', 'COMPENSATED'];

/**
 * Of the steps that have a compensation, those that the way back has come to: it begins with the step that failed, or
 * with all steps of its group side by side, of which one may be pending while another is undone.
 */
export const reachedBackward = (undoable: SagaState['steps'], unwound: boolean): SagaState['steps'] => {
  if (unwound) return undoable;
  const touched = undoable.findLast(({ status }) => COMPENSATION_TOUCHED.includes(status));
  const last = undoable.findLastIndex(
    (step) => step === touched || (step.group !== undefined && step.group === touched?.group),
  );
  return undoable.slice(0, last + 1);
};
