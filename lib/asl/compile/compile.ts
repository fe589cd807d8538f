import {
  COMPENSATION_TIMEOUT_SECONDS,
  compensatableElements,
  fenceCommandName,
  PERSISTENT,
  retriableSteps,
  type SagaDefinition,
  SagaError,
  type SagaStep,
} from '../../saga';
import { checkConditions } from '../conditions/check-conditions';
import type { StateMachineDefinition, States } from '../types';
import { type Backward, backwardStates, undoEntryOf } from './backward';
import * as expressions from './expressions';
import { entryOf, forwardStates } from './forward';
import * as names from './names';
import type { CompileTargets } from './targets';
import { invoke, retriers } from './tasks';

/**
 * The saga's state machine, in JSONata. The happy path of N steps is N transitions: variables carry what Pass states
 * would, and the last task ends. A step that fails leads to its own compensation, then to those before it, last to first.
 * @throws SagaError `InvalidDefinition`: a condition that looks at what is not there
 */
export const compile = (definition: SagaDefinition, targets: CompileTargets): StateMachineDefinition => {
  checkConditions(definition);
  const undoable = compensatableElements(definition);
  const retriable = retriableSteps(definition);
  const flavour: Backward = {
    saga: expressions.sagaReference(definition),
    runner: 'main',
    knowsFailure: true,
  };
  return {
    Comment: `Saga ${definition.name}, version ${definition.version}`,
    QueryLanguage: 'JSONata',
    StartAt: entryOf(first(definition)),
    States: merge([
      ...definition.steps.map((element) => forwardStates(definition, element, targets)),
      ...chain(definition, targets, flavour, names.NOT_COMPLETED),
      undoable.length > 0 ? notCompleted : {},
      retriable.length > 0 ? completionFailed : {},
    ]),
  };
};

const notCompleted: States = {
  [names.NOT_COMPLETED]: { Type: 'Fail', Error: expressions.endError, Cause: expressions.endCause },
};

const completionFailed: States = {
  [names.COMPLETION_FAILED]: {
    Type: 'Fail',
    Error: 'SagaCompletionFailed',
    Cause: expressions.completionCause,
  },
};

/**
 * The unwind machine, for what no Catch sees: first a fence for each retriable step, so that nothing finishes forward
 * any more, then the whole chain of compensations. A fence is never parked: if it cannot be written the machine fails,
 * and the next one runs. Input: `{ saga }`; name: `<saga id>-u<n>`.
 */
export const compileUnwind = (
  definition: SagaDefinition,
  targets: CompileTargets,
): StateMachineDefinition => {
  const fences = retriableSteps(definition);
  const undoable = compensatableElements(definition);
  const last = undoable[undoable.length - 1];
  const chainEntry = last ? undoEntryOf(last) : names.UNWOUND;
  const flavour: Backward = {
    saga: expressions.unwindSaga,
    runner: expressions.unwindRunner,
    knowsFailure: false,
  };
  return {
    Comment: `Unwinds saga ${definition.name}`,
    QueryLanguage: 'JSONata',
    StartAt: fences[0] ? names.fenceName(fences[0].name) : chainEntry,
    States: merge([
      ...fences.map((step, index) => {
        const following = fences[index + 1];
        return fence(step, targets, following ? names.fenceName(following.name) : chainEntry);
      }),
      ...chain(definition, targets, flavour, names.ANYTHING_PARKED),
      last ? anythingParked : {},
      { [names.UNWOUND]: { Type: 'Succeed', Output: {} } },
    ]),
  };
};

/** Where the chain of an unwind machine ends. */
const anythingParked: States = {
  [names.ANYTHING_PARKED]: {
    Type: 'Choice',
    Choices: [{ Condition: expressions.nothingParked, Next: names.UNWOUND }],
    Default: names.NOT_COMPLETED,
  },
  [names.NOT_COMPLETED]: {
    Type: 'Fail',
    Error: 'SagaCompensationFailed',
    Cause: expressions.unwindCause,
  },
};

const chain = (
  definition: SagaDefinition,
  targets: CompileTargets,
  flavour: Backward,
  end: string,
): readonly States[] => {
  const undoable = compensatableElements(definition);
  return undoable
    .map((element, index) => {
      const before = undoable[index - 1];
      return backwardStates(element, targets, flavour, before ? undoEntryOf(before) : end);
    })
    .reverse();
};

const fence = (step: SagaStep, targets: CompileTargets, next: string): States => ({
  [names.fenceName(step.name)]: {
    ...invoke(
      step,
      targets,
      {
        saga: expressions.unwindSaga,
        step: {
          name: step.name,
          command: fenceCommandName(step.name),
          phase: 'fence',
          attempt: expressions.attempt,
          runner: expressions.unwindRunner,
        },
      },
      COMPENSATION_TIMEOUT_SECONDS,
    ),
    Retry: retriers(PERSISTENT),
    Output: {},
    Next: next,
  },
});

/** @throws SagaError `InvalidDefinition`: two commands whose states would have the same name. */
const merge = (parts: readonly States[]): States => {
  const entries = parts.flatMap((part) => Object.entries(part));
  const seen = new Set<string>();
  for (const [name] of entries) {
    if (seen.has(name)) {
      throw new SagaError(
        'InvalidDefinition',
        `two states would be called '${name}': rename one of the commands that lead to it`,
      );
    }
    seen.add(name);
  }
  return Object.fromEntries(entries);
};

const first = (definition: SagaDefinition) => definition.steps[0] as SagaDefinition['steps'][number];
