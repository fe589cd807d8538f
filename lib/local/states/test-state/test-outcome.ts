import type { Retrier } from '../../../asl';
import { type Execution, STATES_ERROR, type StateFailure, type TestStep } from '../../../engine';
import type { JsonObject } from '../../http';
import { dueRetry } from './test-retry';
import { targetOf } from './tested-machine';

/** What was seen of the state, and how it is to be told. */
export interface TestRun {
  readonly execution: Execution;
  readonly state: JsonObject;
  readonly steps: ReadonlyMap<TestStep, unknown>;
  /** Variables that were given. */
  readonly variables: JsonObject;
  /** Retries by the retrier in question so far. */
  readonly retried: number;
  readonly random: () => number;
  readonly level: string;
}

/** Steps that are told as JSON text, and those that are numbers. */
const TEXTS: readonly TestStep[] = [
  ...(['afterArguments', 'afterInputPath', 'afterItemsPath', 'afterParameters'] as const),
  ...(['afterResultPath', 'afterResultSelector', 'result'] as const),
];
const NUMBERS: readonly TestStep[] = [
  'maxConcurrency',
  'toleratedFailureCount',
  'toleratedFailurePercentage',
];

/** What the state of a test has come to. */
export const testOutcome = (run: TestRun): JsonObject => {
  const { execution, level } = run;
  const told = outcomeOf(run);
  const inspectionData = {
    input: execution.input,
    ...stepsOf(run),
    ...variablesOf(run),
    ...(told.errorDetails ? { errorDetails: told.errorDetails } : {}),
  };
  return { ...told.answer, ...(level === 'INFO' ? {} : { inspectionData }) };
};

interface Told {
  readonly answer: JsonObject;
  readonly errorDetails?: object;
}

const outcomeOf = ({ execution, state, steps, retried, random }: TestRun): Told => {
  const failure = steps.get('failure') as StateFailure | undefined;
  const retriers = (state.Retry ?? []) as readonly Retrier[];
  const due = failure && dueRetry(retriers, failure, retried, random);
  const failed = failure ? errorOf(failure.error, failure.failureCause) : {};
  if (due) return { answer: { status: 'RETRIABLE', ...failed }, errorDetails: due };
  const left = leftState(execution);
  if (!left) {
    const error = execution.status === 'TIMED_OUT' ? STATES_ERROR.timeout : execution.error;
    return { answer: { status: 'FAILED', ...errorOf(error, execution.cause) } };
  }
  const catchIndex = steps.get('catchIndex');
  if (catchIndex === undefined) return { answer: { status: 'SUCCEEDED', ...left } };
  return { answer: { status: 'CAUGHT_ERROR', ...failed, ...left }, errorDetails: { catchIndex } };
};

/** Where in an execution it went wrong says nothing of a state by itself. Source: recorded answers. */
const PLACE = /^An error occurred while executing the state '.*?' \(entered at the event id #\d+\)\. /s;

const errorOf = (error: string | undefined, cause: string | undefined): JsonObject => ({
  ...(error === undefined ? {} : { error }),
  ...(cause === undefined ? {} : { cause: cause.replace(PLACE, '') }),
});

/** What the state handed on, and to whom; undefined when it did not come to its end. */
const leftState = ({ history }: Execution): JsonObject | undefined => {
  const exit = history.findIndex(({ type }) => type.endsWith('StateExited'));
  const output = history[exit]?.stateExitedEventDetails?.output;
  if (output === undefined) return undefined;
  const nextState = history.slice(exit + 1).find(({ stateEnteredEventDetails: entered }) => entered)
    ?.stateEnteredEventDetails?.name;
  return { output, ...(nextState === undefined ? {} : { nextState: targetOf(nextState) }) };
};

const stepsOf = ({ steps }: TestRun): JsonObject => {
  const text = (step: TestStep): JsonObject =>
    steps.has(step) ? { [step]: JSON.stringify(steps.get(step)) } : {};
  const number = (step: TestStep): JsonObject => {
    const value = steps.get(step);
    return value === undefined ? {} : { [step]: value };
  };
  return Object.assign({}, ...TEXTS.map(text), ...NUMBERS.map(number)) as JsonObject;
};

/** All that are there once the state has ended. */
const variablesOf = ({ execution, variables }: TestRun): JsonObject => {
  const assigned = execution.history.find(({ stateExitedEventDetails: exited }) => exited)
    ?.stateExitedEventDetails?.assignedVariables;
  const now = Object.entries(assigned ?? {}).map(([name, text]) => [name, JSON.parse(text) as unknown]);
  const all = { ...variables, ...Object.fromEntries(now) };
  return Object.keys(all).length === 0 ? {} : { variables: JSON.stringify(all) };
};
