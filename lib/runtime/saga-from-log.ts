import {
  type ActionCommand,
  type CompensationCommand,
  DEADLINE_FIELD,
  foldEvents,
  type LoggedStep,
  type ParkedMessage,
  type SagaDefinition,
  type SagaEvent,
  type SagaHeader,
  type SagaReference,
  type SagaState,
} from '../saga';

export interface LoggedSaga {
  readonly header: SagaHeader;
  readonly events: readonly SagaEvent[];
}

/** State of a saga; of one that is removed the header alone knows how it ended. */
export const stateOf = ({ header, events }: LoggedSaga): SagaState =>
  header.closed?.as === 'removed' ? { status: header.status, steps: [] } : foldEvents(header.steps, events);

/** What commands say about a saga, from its header. */
export const referenceOf = (header: SagaHeader): SagaReference => ({
  name: header.sagaName,
  id: header.sagaId,
  version: header.version,
  startTime: header.createTime,
  deadlineSeconds: Math.round((Date.parse(header.expireTime) - Date.parse(header.createTime)) / 1000),
});

/** What commands say about a saga that logged nothing, from its execution; the input may ask for a shorter deadline. */
export const referenceOfExecution = (
  definition: SagaDefinition,
  id: string,
  startTime: string,
  input?: unknown,
): SagaReference => ({
  name: definition.name,
  id,
  version: definition.version,
  startTime,
  deadlineSeconds: askedDeadline(input, definition.deadlineSeconds),
});

/** The same rule as the state machine's: at least a minute, and never longer than the definition's. */
const askedDeadline = (input: unknown, most: number): number => {
  const asked = typeof input === 'object' && input !== null ? Reflect.get(input, DEADLINE_FIELD) : undefined;
  return typeof asked === 'number' && asked >= 60 && asked < most ? Math.floor(asked) : most;
};

/** Results of the steps that succeeded, by step name. */
export const resultsOf = (events: readonly SagaEvent[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    events.flatMap((event) =>
      event.type === 'StepSucceeded' && event.step ? [[event.step, event.data]] : [],
    ),
  );

const skippedOf = (events: readonly SagaEvent[]): readonly string[] => [
  ...new Set(events.flatMap((event) => (event.type === 'StepSkipped' && event.step ? [event.step] : []))),
];

/** The compensation of a step, as the redriver sends it: it needs nothing but the names. */
export const compensationCommand = (
  saga: SagaReference,
  step: LoggedStep,
  attempt: number,
): CompensationCommand => ({
  saga,
  step: {
    name: step.name,
    command: step.compensation ?? step.name,
    phase: 'compensation',
    attempt,
    runner: 'redrive',
  },
});

/** The action of a step, rebuilt from the log: input, results and skipped steps as the state machine had them. */
export const actionCommand = (
  saga: SagaReference,
  step: LoggedStep,
  logged: LoggedSaga,
  attempt: number,
): ActionCommand => ({
  saga,
  step: { name: step.name, command: step.name, phase: 'action', attempt, runner: 'redrive' },
  input: logged.header.input,
  results: resultsOf(logged.events),
  skipped: skippedOf(logged.events),
});

/** A message for `saga-errors` about a step that nobody is working on. */
export const parkedMessage = (
  saga: SagaReference,
  step: string,
  phase: ParkedMessage['phase'],
  error: ParkedMessage['error'],
): ParkedMessage => ({ saga, step, phase, error, attempts: 0 });
