import { type EventType, STEP_EVENTS } from './event';
import type { SagaStatus } from './status';

/** Statuses of a saga, as others hear of them; a saga that is pending has done nothing yet. */
const STATUS_TOPICS = {
  RUNNING: 'saga.started',
  COMPLETION_FAILED: 'saga.completion.failed',
  COMPLETED: 'saga.completed',
  COMPENSATING: 'saga.compensating',
  COMPENSATION_FAILED: 'saga.compensation.failed',
  COMPENSATED: 'saga.compensated',
  PARTLY_COMPENSATED: 'saga.partly.compensated',
} as const satisfies Partial<Record<SagaStatus, string>>;

/** Name of the event that others hear of when a saga reaches a status. */
export const statusTopic = (status: SagaStatus): string | undefined =>
  STATUS_TOPICS[status as keyof typeof STATUS_TOPICS];

/** `StepSucceeded` → `saga.step.succeeded`, `CompensationStarted` → `saga.step.compensation.started`. */
export const eventTopic = (type: EventType): string => {
  const words = type.replace(/([a-z])([A-Z])/g, '$1.$2').toLowerCase();
  return type in STEP_EVENTS ? `saga.step.${words.replace(/^step\./, '')}` : `saga.${words}`;
};

/** What others hear of an item of the log with a topic, each a text, and empty where it says nothing. */
export const HEARD = ['pk', 'step', 'status', 'runner', 'at'] as const;
