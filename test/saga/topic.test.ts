import { type EventType, eventTopic, SAGA_STATUSES, STEP_EVENTS, statusTopic } from '../../lib/saga';

const events: readonly EventType[] = [
  ...(Object.keys(STEP_EVENTS) as EventType[]),
  'CancelRequested',
  'UnwindStarted',
  'UnwindGivenUp',
];

test('events of steps and of sagas are told apart by their names', () => {
  expect(eventTopic('StepSucceeded')).toBe('saga.step.succeeded');
  expect(eventTopic('CompensationFailed')).toBe('saga.step.compensation.failed');
  expect(eventTopic('AttemptFailed')).toBe('saga.step.attempt.failed');
  expect(eventTopic('CancelRequested')).toBe('saga.cancel.requested');
  expect(statusTopic('COMPENSATION_FAILED')).toBe('saga.compensation.failed');
  expect(statusTopic('COMPLETED')).toBe('saga.completed');
});

test('no two things that happen share a name, and a pending saga has none', () => {
  const topics = [...events.map(eventTopic), ...SAGA_STATUSES.map(statusTopic)].filter((topic) => topic);
  expect(new Set(topics).size).toBe(topics.length);
  expect(statusTopic('PENDING')).toBeUndefined();
});
