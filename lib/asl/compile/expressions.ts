import {
  DEADLINE_FIELD,
  elementOf,
  mayHaveSkippedBefore,
  type SagaDefinition,
  type SagaStep,
} from '../../saga';
import { whenSource } from '../conditions/when-source';
import type { JsonataString, JsonValue } from '../types';

/**
 * The JSONata of the compiled machine. Every expression is total: it yields a value whatever is missing, because an
 * expression that fails after a charge went through ends the execution where no Catch sees it.
 *
 * Variables: `results` (step name → result), `skipped` (names), `failure` (why the saga turned back), `parked` (what was
 * given up). `$exists($x)` is false for a variable that was never assigned, and an array constructor drops it.
 */
export const jsonata = (expression: string): JsonataString => `{% ${expression} %}`;

const INPUT = '$states.context.Execution.Input';

/** A string literal of JSONata. JSON's quoting is valid there; `%}` cannot occur in a name. */
export const literal = (value: unknown): string => JSON.stringify(value);

/** Results so far as an object. */
export const resultsSoFar = jsonata('$exists($results) ? $results : {}');
/** Names of the steps skipped so far; a plain list where nothing can have been skipped. */
export const skippedSoFar = (definition: SagaDefinition, step: SagaStep): JsonValue => {
  const element = elementOf(definition, step.name);
  return element && mayHaveSkippedBefore(definition, element) ? jsonata('[$skipped]') : [];
};
export const executionInput = jsonata(INPUT);
export const attempt = jsonata('$states.context.State.RetryCount + 1');
export const taskToken = jsonata('$states.context.Task.Token');
/** The failure that turned the saga back; every chain of compensations starts with one. */
export const failureOrNull = jsonata('$exists($failure) ? $failure : null');
/** `u1` of `order-4711-u1`: which unwind machine this is. */
export const unwindRunner = jsonata("$split($states.context.Execution.Name, '-')[-1]");
export const unwindSaga = jsonata(`$merge([{}, ${INPUT}.saga])`);

/** The deadline in seconds: the definition's, or a shorter one that the input asks for. */
const deadlineSeconds = (definition: SagaDefinition): string => {
  const most = definition.deadlineSeconds;
  return `($asked := ${INPUT}.${DEADLINE_FIELD}; $type($asked) = 'number' ? ($asked >= 60 and $asked < ${most} ? $floor($asked) : ${most}) : ${most})`;
};

/** What every forward command says about its saga. */
export const sagaReference = (definition: SagaDefinition): JsonValue => ({
  name: definition.name,
  id: jsonata('$states.context.Execution.Name'),
  version: definition.version,
  startTime: jsonata('$states.context.Execution.StartTime'),
  deadlineSeconds: jsonata(deadlineSeconds(definition)),
});

/** Shortest wait for an answer, in seconds, however near the deadline is. */
const SHORTEST_WAIT_SECONDS = 60;

const boundedSeconds = (definition: SagaDefinition, step: SagaStep): string =>
  `$max([${Math.min(SHORTEST_WAIT_SECONDS, step.timeoutSeconds)}, $min([${step.timeoutSeconds}, ` +
  `$floor(($toMillis($states.context.Execution.StartTime) + ${deadlineSeconds(definition)} * 1000 - $millis()) / 1000)])])`;

/** Seconds a queue step waits: its timeout, but not past the deadline, and never so short that no answer can come. */
export const boundedTimeout = (definition: SagaDefinition, step: SagaStep): JsonataString =>
  jsonata(boundedSeconds(definition, step));

/** A heartbeat stays below the timeout that goes with it. */
export const boundedHeartbeat = (
  definition: SagaDefinition,
  step: SagaStep,
  heartbeatSeconds: number,
): JsonataString => jsonata(`$min([${heartbeatSeconds}, ${boundedSeconds(definition, step)} - 1])`);

/** Where a step's result lies in `$states.result`. */
export const resultOf = (step: SagaStep): string =>
  step.via === 'queue' ? '$states.result' : '$states.result.Payload';

const ownResult = (step: SagaStep): string => `{${literal(step.name)}: ${resultOf(step)}}`;

export const outputOfStep = (step: SagaStep): JsonataString => jsonata(ownResult(step));
export const mergeResult = (step: SagaStep): JsonataString =>
  jsonata(`$merge([$results, ${ownResult(step)}])`);
export const mergeBranches = jsonata('$merge([$results, $states.result])');

export const condition = (definition: SagaDefinition, step: SagaStep): JsonataString =>
  jsonata(`($input := ${INPUT}; ${whenSource(definition, step)})`);

export const skip = (step: SagaStep): JsonataString => jsonata(`[$skipped, ${literal(step.name)}]`);

/** After a group: its conditional steps that gave no result were skipped. */
export const skipBranches = (conditional: readonly SagaStep[]): JsonataString =>
  jsonata(
    `($done := $keys($merge($states.result)); [$skipped, $filter(${literal(conditional.map((step) => step.name))}, ` +
      'function($name) { $not($name in $done) })])',
  );

/** After a group failed: what its branches did is unknown, but their conditions can be asked again. */
export const skipUnasked = (definition: SagaDefinition, conditional: readonly SagaStep[]): JsonataString =>
  jsonata(
    `($input := ${INPUT}; [$skipped, ${conditional
      .map((step) => `${whenSource(definition, step)} ? [] : ${literal(step.name)}`)
      .join(', ')}])`,
  );

export const wasSkipped = (step: SagaStep): JsonataString => jsonata(`${literal(step.name)} in [$skipped]`);

// `&` makes a text of what is not there: a participant takes no failure without its texts.
const CAUSE = "$substring($string($states.errorOutput.Cause) & '', 0, 1000)";
const ERROR = "($string($states.errorOutput.Error) & '')";

/** Assigned by the catchers of forward steps. Both fields of `errorOutput` may be null, and the cause long. */
export const failureOf = (steps: readonly string[]): JsonataString =>
  jsonata(`{'steps': ${literal(steps)}, 'error': ${ERROR}, 'cause': ${CAUSE}}`);

/** Output of a catcher that leads to a park: what the message will say. */
export const givenUp = jsonata(
  `{'error': ${ERROR}, 'cause': ${CAUSE}, 'attempts': $states.context.State.RetryCount + 1}`,
);

/** Error of a parked message, from the input of its park state. */
export const parkedError = jsonata("{'error': $states.input.error, 'cause': $states.input.cause}");
export const parkedAttempts = jsonata('$exists($states.input.attempts) ? $states.input.attempts : 0');

/** One entry of `parked`. */
export const parkedEntry = (step: string, command: string, sent: boolean): string =>
  sent
    ? `{'step': ${literal(step)}, 'command': ${literal(command)}}`
    : `{'step': ${literal(step)}, 'command': ${literal(command)}, 'unsent': true}`;

export const addParked = (step: string, command: string, sent: boolean): JsonataString =>
  jsonata(`[$parked, ${parkedEntry(step, command, sent)}]`);

export const branchParked = (step: string, command: string, sent: boolean): JsonataString =>
  jsonata(`{'parked': [${parkedEntry(step, command, sent)}]}`);
export const addBranchesParked = jsonata('[$parked, $states.result.parked]');

export const endError = jsonata("$count($parked) = 0 ? 'SagaCompensated' : 'SagaCompensationFailed'");
export const endCause = jsonata(
  "'failed at ' & $join($failure.steps, ', ') & ($count($parked) = 0 ? '; compensated' : '; compensation parked: ' & $join($parked.command, ', '))",
);
export const completionCause = jsonata("'not completed, parked: ' & $join($parked.command, ', ')");
export const unwindCause = jsonata("'unwound; compensation parked: ' & $join($parked.command, ', ')");
export const nothingParked = jsonata('$count($parked) = 0');
