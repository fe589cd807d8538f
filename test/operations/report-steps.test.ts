import { reportSteps } from '../../lib/operations/report-steps';
import { loggedSteps, type SagaEvent } from '../../lib/saga';
import { SHAPES } from '../saga/definitions';

/** Steps past the pivot of all shapes, each parked when the execution died, and then not asked for. */
const retriable = Object.values(SHAPES)
  .flatMap((saga) => loggedSteps(saga))
  .filter(({ type }) => type === 'retriable');

const parked = (step: string): SagaEvent => ({
  type: 'StepParked',
  step,
  runner: 'main',
  attempt: 0,
  at: '2026-01-01T00:00:00.000Z',
  error: { error: 'ABORTED', cause: 'execution x ended ABORTED' },
});
const outcome = (step: string, type: 'StepSkipped' | 'StepSucceeded'): SagaEvent => ({
  type,
  step,
  runner: 'redrive',
  attempt: 1,
  at: '2026-01-01T00:00:01.000Z',
});

it.each([
  'StepSkipped',
  'StepSucceeded',
] as const)('what parked a step is no error of one that is settled since: %s', (type) => {
  expect(retriable.length).toBeGreaterThan(3);
  for (const step of retriable) {
    const [still] = reportSteps([step], [parked(step.name)], [], []);
    expect(still?.error).toMatchObject({ error: 'ABORTED' });
    const [settled] = reportSteps([step], [parked(step.name), outcome(step.name, type)], [], []);
    expect(settled).not.toHaveProperty('error');
  }
});
