import type { EventType, LoggedStep, SagaEvent } from '../../lib/saga';

/** Three steps that can be undone, one that cannot. */
export const STEPS: readonly LoggedStep[] = [
  { name: 'a', by: 'x', type: 'compensatable', compensation: 'undo-a' },
  { name: 'b', by: 'x', type: 'compensatable', compensation: 'undo-b' },
  { name: 'c', by: 'x', type: 'pivot', compensation: 'undo-c' },
  { name: 'd', by: 'x', type: 'retriable' },
];

const SAGA_EVENTS: readonly string[] = ['CancelRequested', 'UnwindStarted', 'UnwindGivenUp'];

/** `a StepStarted`, `CancelRequested`: an event in words. */
export const event = (words: string): SagaEvent => {
  const [first = '', second] = words.split(' ');
  const base = { runner: 'main', attempt: 1, at: '2026-01-01T00:00:00.000Z' };
  return SAGA_EVENTS.includes(first)
    ? { type: first as EventType, ...base }
    : { step: first, type: second as EventType, ...base };
};

/** Events in words, separated by commas. */
export const events = (words: string): readonly SagaEvent[] =>
  words === '' ? [] : words.split(', ').map(event);
