import { stateName } from '../asl';
import { type EventType, foldEvents, type LoggedStep, type SagaEvent } from '../saga';
import type { CompensationStatus, StepReport } from './saga-report';

/** Status of a compensation by the events that there are; the first that applies. */
const COMPENSATION_STATUSES: readonly (readonly [readonly EventType[], CompensationStatus])[] = [
  [['CompensationSucceeded', 'CompensationResolved'], 'SUCCEEDED'],
  [['CompensationFailed'], 'FAILED'],
  [['CompensationStarted'], 'RUNNING'],
];

/** What the log says about each step, and how often the orchestrator tried. */
export const reportSteps = (
  steps: readonly LoggedStep[],
  events: readonly SagaEvent[],
  attemptsOf: (state: string) => number,
): readonly StepReport[] =>
  foldEvents(steps, events).steps.map((step) => {
    const own = events.filter((event) => event.step === step.name);
    const retries = step.compensation === undefined ? 0 : attemptsOf(stateName(step.compensation)) - 1;
    const error = errorOf(own);
    const data = own.find(({ type }) => type === 'StepSucceeded')?.data;
    return {
      stepName: step.name,
      stepTopic: step.by,
      stepType: step.type,
      status: step.status,
      attempts: attemptsOf(stateName(step.name)),
      compensateRetries: Math.max(0, retries),
      compensation:
        step.compensation === undefined
          ? null
          : {
              name: step.compensation,
              status: compensationStatus(own),
              attempts: attemptsOf(stateName(step.compensation)),
            },
      ...(error === undefined ? {} : { error }),
      ...(data === undefined ? {} : { data }),
    };
  });

/** Why the orchestrator gave the step up; as long as it has not, what its last attempt complained of. */
const errorOf = (events: readonly SagaEvent[]): SagaEvent['error'] => {
  const last = (type: EventType) => events.filter((event) => event.type === type).pop()?.error;
  const succeeded = events.some(({ type }) => type === 'StepSucceeded');
  return last('StepFailed') ?? (succeeded ? undefined : (last('StepParked') ?? last('AttemptFailed')));
};

const compensationStatus = (events: readonly SagaEvent[]): CompensationStatus =>
  COMPENSATION_STATUSES.find(([types]) => events.some(({ type }) => types.includes(type)))?.[1] ?? 'PENDING';
