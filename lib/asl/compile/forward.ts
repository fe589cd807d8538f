import {
  actionRetry,
  conditionText,
  hasCompensation,
  type ParallelGroup,
  type SagaDefinition,
  type SagaElement,
  type SagaStep,
  stepsOfElement,
} from '../../saga';
import type { JsonataChoiceRule, JsonValue, PassState, State, StateChain, States } from '../types';
import * as expressions from './expressions';
import * as names from './names';
import type { CompileTargets } from './targets';
import { catchAll, enqueue, invoke, park, retriers, type Task } from './tasks';

/** Where a state leads: on to another, or to its end. */
type Exit = { readonly Next: string } | { readonly End: true };

/** The state by which an element is entered. */
export const entryOf = (element: SagaElement): string => {
  if (element.kind === 'parallel') return names.groupName(element.steps);
  return element.when === undefined ? names.stateName(element.name) : names.whenName(element.name);
};

/** The states of one element of the forward flow. */
export const forwardStates = (
  definition: SagaDefinition,
  element: SagaElement,
  targets: CompileTargets,
): States => {
  const following = definition.steps[definition.steps.indexOf(element) + 1];
  const exit: Exit = following ? { Next: entryOf(following) } : { End: true };
  if (element.kind === 'parallel') return group(definition, element, targets, exit);
  return {
    ...choice(definition, element, exit),
    [names.stateName(element.name)]: {
      ...action(definition, element, targets),
      ...recovery(element),
      Assign: { results: expressions.mergeResult(element) },
      // The last step's output is the execution's: all results.
      Output: following ? expressions.outputOfStep(element) : expressions.mergeResult(element),
      ...exit,
    },
    ...(hasCompensation(element) ? {} : parkStates(definition, element, targets)),
  };
};

const choice = (definition: SagaDefinition, step: SagaStep, exit: Exit): States =>
  step.when === undefined || !('Next' in exit)
    ? {}
    : {
        [names.whenName(step.name)]: {
          Type: 'Choice',
          Choices: [rule(definition, step, names.stateName(step.name))],
          Default: exit.Next,
          Assign: { skipped: expressions.skip(step) },
        },
      };

/** The comment is what people read in the visual workflow. */
const rule = (definition: SagaDefinition, step: SagaStep, next: string): JsonataChoiceRule => ({
  Condition: expressions.condition(definition, step),
  Next: next,
  ...(step.when === undefined ? {} : { Comment: conditionText(step.when) }),
});

const action = (definition: SagaDefinition, step: SagaStep, targets: CompileTargets): Task => {
  const command: { readonly [key: string]: JsonValue } = {
    saga: expressions.sagaReference(definition),
    step: {
      name: step.name,
      command: step.name,
      phase: 'action',
      attempt: expressions.attempt,
      runner: 'main',
    },
    input: expressions.executionInput,
    results: expressions.resultsSoFar,
    skipped: expressions.skippedSoFar(definition, step),
  };
  return step.via === 'queue'
    ? enqueue(definition, step, targets, command)
    : invoke(step, targets, command, step.timeoutSeconds);
};

/** A step that failed may have happened: its catcher leads to its own compensation first. */
const recovery = (step: SagaStep): Pick<Task, 'Retry' | 'Catch'> => ({
  Retry: retriers(actionRetry(step)),
  Catch: hasCompensation(step)
    ? catchAll({
        Next: names.stateName(step.compensation),
        Assign: { failure: expressions.failureOf([step.name]), parked: [] },
      })
    : catchAll({
        Next: names.parkName(step.name),
        Assign: { parked: [] },
        Output: expressions.givenUp,
      }),
});

/**
 * A retriable step that was given up is parked, and those after it are too: there is no way back. Conditional ones among
 * them are not asked: they may look at a result that is still to come, so the redriver decides them in their turn.
 */
const parkStates = (definition: SagaDefinition, step: SagaStep, targets: CompileTargets): States => {
  const following = definition.steps[definition.steps.indexOf(step) + 1] as SagaStep | undefined;
  const next = following ? names.parkName(following.name) : names.COMPLETION_FAILED;
  const handOver: JsonValue = {
    error: 'NotAttempted',
    cause: `step ${step.name} before it was parked`,
    attempts: 0,
  };
  const parked: State = {
    ...park(expressions.sagaReference(definition), step, 'action', targets, {
      skipped: expressions.skippedSoFar(definition, step),
    }),
    Assign: { parked: expressions.addParked(step.name, step.name, true) },
    Output: handOver,
    Next: next,
    Catch: catchAll({
      Next: next,
      Assign: { parked: expressions.addParked(step.name, step.name, false) },
      Output: handOver,
    }),
  };
  return { [names.parkName(step.name)]: parked };
};

const group = (
  definition: SagaDefinition,
  element: ParallelGroup,
  targets: CompileTargets,
  exit: Exit,
): States => {
  const steps = stepsOfElement(element);
  const conditional = steps.filter((step) => step.when !== undefined);
  return {
    [names.groupName(steps)]: {
      Type: 'Parallel',
      Branches: steps.map((step) => branch(definition, step, targets)),
      Assign: {
        results: expressions.mergeBranches,
        ...(conditional.length > 0 ? { skipped: expressions.skipBranches(conditional) } : {}),
      },
      Catch: catchAll({
        Next: names.undoGroupName(steps),
        Assign: {
          failure: expressions.failureOf(steps.map((step) => step.name)),
          parked: [],
          ...(conditional.length > 0 ? { skipped: expressions.skipUnasked(definition, conditional) } : {}),
        },
      }),
      ...exit,
    },
  };
};

/** A branch cannot leave itself, so its task has no Catch: the group catches for all, and undoes all. */
const branch = (definition: SagaDefinition, step: SagaStep, targets: CompileTargets): StateChain => {
  const task: State = {
    ...action(definition, step, targets),
    Retry: retriers(actionRetry(step)),
    Output: expressions.outputOfStep(step),
    End: true,
  };
  const name = names.stateName(step.name);
  if (step.when === undefined) return { StartAt: name, States: { [name]: task } };
  const skipped: PassState = { Type: 'Pass', Output: {}, End: true };
  return {
    StartAt: names.whenName(step.name),
    States: {
      [names.whenName(step.name)]: {
        Type: 'Choice',
        Choices: [rule(definition, step, name)],
        Default: names.skipName(step.name),
      },
      [name]: task,
      [names.skipName(step.name)]: skipped,
    },
  };
};
