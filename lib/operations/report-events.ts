import { type EventType, type LoggedStep, type SagaEvent, STEP_EVENTS } from '../saga';
import type { EventReport } from './saga-report';

/** Events of one step within the same millisecond, in the order in which they happen. */
const LIFECYCLE: readonly EventType[] = [
  'CancelRequested',
  'UnwindStarted',
  'UnwindGivenUp',
  ...(Object.keys(STEP_EVENTS) as EventType[]),
];
const BACKWARD = LIFECYCLE.indexOf('StepFailed');

/** Events by time; those of the same millisecond as the flow makes them: forward first, then backward from the end. */
export const inOrder = (steps: readonly LoggedStep[], events: readonly SagaEvent[]): readonly SagaEvent[] => {
  const position = new Map(steps.map((step, index) => [step.name, index]));
  const key = (event: SagaEvent): readonly number[] => {
    const life = LIFECYCLE.indexOf(event.type);
    const step = position.get(event.step ?? '') ?? -1;
    return life < BACKWARD ? [0, step, event.attempt, life] : [1, -step, event.attempt, life];
  };
  return [...events].sort((a, b) => (a.at === b.at ? compare(key(a), key(b)) : a.at < b.at ? -1 : 1));
};

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.map((value, index) => value - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;

export const reportEvents = (
  steps: readonly LoggedStep[],
  events: readonly SagaEvent[],
): readonly EventReport[] =>
  inOrder(steps, events).map((event) => ({
    type: event.type,
    step: event.step ?? null,
    at: event.at,
    attempt: event.attempt,
    ...(event.error === undefined ? {} : { error: event.error }),
    ...(event.reason === undefined ? {} : { reason: event.reason }),
  }));
