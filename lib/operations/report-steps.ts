import { stateName } from '../asl';
import { type EventType, foldEvents, type LoggedStep, type SagaEvent } from '../saga';
import type { ExecutionRecord } from './execution-record';
import type { CompensationStatus, DoneBy, StepReport } from './saga-report';

/** Status of a compensation by the events that there are; the first that applies. */
const COMPENSATION_STATUSES: readonly (readonly [readonly EventType[], CompensationStatus])[] = [
  [['CompensationSucceeded', 'CompensationResolved'], 'SUCCEEDED'],
  [['CompensationFailed'], 'FAILED'],
  [['CompensationStarted'], 'RUNNING'],
];

const FORWARD: readonly EventType[] = ['StepStarted', 'StepSucceeded', 'AttemptFailed'];
const BACKWARD: readonly EventType[] = ['CompensationStarted', 'CompensationSucceeded'];

type Run = Pick<ExecutionRecord, 'attempts'>;

/** What the log says about each step, and how often who tried. `failedAt` are the steps that turned the saga back. */
export const reportSteps = (
  steps: readonly LoggedStep[],
  events: readonly SagaEvent[],
  runs: readonly Run[],
  failedAt: readonly string[],
): readonly StepReport[] =>
  foldEvents(steps, events).steps.map((step) => {
    const own = events.filter((event) => event.step === step.name);
    const isCutOff = own.some(({ type }) => type === 'StepFailed') && !failedAt.includes(step.name);
    const error = isCutOff ? undefined : errorOf(own);
    const data = own.find(({ type }) => type === 'StepSucceeded')?.data;
    const compensation =
      step.compensation === undefined ? null : compensationOf(step.compensation, own, runs);
    return {
      stepName: step.name,
      stepTopic: step.by,
      stepType: step.type,
      status: step.status,
      attempts: attemptsOf(step.name, FORWARD, own, runs),
      doneBy: doneBy(own, ['StepSucceeded']),
      compensateRetries: Math.max(0, (compensation?.attempts ?? 0) - 1),
      compensation,
      ...(error === undefined ? {} : { error }),
      ...(data === undefined ? {} : { data }),
    };
  });

const compensationOf = (
  name: string,
  events: readonly SagaEvent[],
  runs: readonly Run[],
): StepReport['compensation'] => ({
  name,
  status: compensationStatus(events),
  attempts: attemptsOf(name, BACKWARD, events, runs),
  doneBy: doneBy(events, ['CompensationSucceeded', 'CompensationResolved']),
});

/**
 * The histories count what the machines asked for, and not the deliveries of a queue nor what the redriver did. Events
 * carry the number of their attempt, but not every attempt gets as far as to log one.
 */
const attemptsOf = (
  command: string,
  types: readonly EventType[],
  events: readonly SagaEvent[],
  runs: readonly Run[],
): number => {
  const asked = runs.reduce((sum, { attempts }) => sum + (attempts.get(stateName(command)) ?? 0), 0);
  const logged = events.filter(({ type }) => types.includes(type));
  const highest = new Map<string, number>();
  for (const { runner, attempt } of logged) highest.set(runner, Math.max(attempt, highest.get(runner) ?? 0));
  const machines = [...highest]
    .filter(([runner]) => isMachine(runner))
    .reduce((sum, [, count]) => sum + count, 0);
  const redriven = new Set(logged.filter(({ runner }) => runner === 'redrive').map(({ attempt }) => attempt));
  return Math.max(asked, machines) + redriven.size;
};

const isMachine = (runner: string): boolean => runner === 'main' || isUnwind(runner);
const isUnwind = (runner: string): boolean => /^u\d+$/.test(runner);

/** Whoever was first: who comes later finds it done. */
const doneBy = (events: readonly SagaEvent[], types: readonly EventType[]): DoneBy => {
  const first = events
    .filter(({ type }) => types.includes(type))
    .reduce<SagaEvent | undefined>((a, b) => (a === undefined || b.at < a.at ? b : a), undefined);
  if (first === undefined) return null;
  if (first.runner === 'main') return 'execution';
  if (isUnwind(first.runner)) return 'unwind';
  return first.runner === 'redrive' ? 'redriver' : 'operator';
};

/**
 * Why the orchestrator gave the step up; as long as it has not, what its last attempt complained of. What parked a step is
 * nothing to one that was done, or skipped, afterwards.
 */
const errorOf = (events: readonly SagaEvent[]): SagaEvent['error'] => {
  const last = (type: EventType) => events.filter((event) => event.type === type).pop()?.error;
  const isSettled = events.some(({ type }) => type === 'StepSucceeded' || type === 'StepSkipped');
  return last('StepFailed') ?? (isSettled ? undefined : (last('StepParked') ?? last('AttemptFailed')));
};

const compensationStatus = (events: readonly SagaEvent[]): CompensationStatus =>
  COMPENSATION_STATUSES.find(([types]) => events.some(({ type }) => types.includes(type)))?.[1] ?? 'PENDING';
