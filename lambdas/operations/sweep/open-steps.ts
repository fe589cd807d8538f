import type { LoggedSaga } from '../../../lib/runtime';
import {
  hasUnwindMark,
  MESSAGE_LIFE_SECONDS,
  type ParkedMessage,
  reachedBackward,
  type SagaState,
} from '../../../lib/saga';

/** A step that is still to be done or undone. */
export interface OpenStep {
  readonly step: string;
  readonly phase: ParkedMessage['phase'];
}

export const openSteps = (
  state: SagaState,
  { events }: LoggedSaga,
  backward: boolean,
): readonly OpenStep[] => {
  if (!backward) {
    return state.steps
      .filter(({ type, status }) => type === 'retriable' && status !== 'SUCCEEDED' && status !== 'SKIPPED')
      .map(({ name }) => ({ step: name, phase: 'action' }));
  }
  const undoable = state.steps.filter(({ type }) => type !== 'retriable');
  const reached = reachedBackward(undoable, hasUnwindMark(events));
  return undoable
    .filter(({ status }) => status !== 'COMPENSATED' && status !== 'SKIPPED')
    .filter((step) => reached.includes(step) || step.status !== 'PENDING')
    .map(({ name }) => ({ step: name, phase: 'compensation' }));
};

/** Event that says a step was given up, by phase. */
export const parkEventOf = (phase: ParkedMessage['phase']) =>
  phase === 'compensation' ? ('CompensationFailed' as const) : ('StepParked' as const);

/** A message about the step lies in a queue: it was sent less than its longest life ago. */
export const hasLiveMessage = ({ step, phase }: OpenStep, { events }: LoggedSaga, nowMs: number): boolean =>
  events.some(
    (event) =>
      event.step === step &&
      event.type === parkEventOf(phase) &&
      nowMs - Date.parse(event.at) < MESSAGE_LIFE_SECONDS * 1000,
  );
