import {
  COMPENSATION_TIMEOUT_SECONDS,
  hasCompensation,
  PERSISTENT,
  type SagaElement,
  type SagaStep,
  stepsOfElement,
} from '../../saga';
import type { JsonValue, ParallelState, StateChain, States } from '../types';
import * as expressions from './expressions';
import * as names from './names';
import type { CompileTargets } from './targets';
import { catchAll, invoke, park, retriers, type Task } from './tasks';

/** What differs between the chain of the saga's own machine and that of the unwind machine. */
export interface Backward {
  readonly saga: JsonValue;
  readonly runner: JsonValue;
  /** The chain of the forward machine knows why it runs, and which steps were skipped. */
  readonly knowsFailure: boolean;
}

/** The state by which the undoing of an element is entered. */
export const undoEntryOf = (element: SagaElement): string =>
  element.kind === 'parallel'
    ? names.undoGroupName(element.steps)
    : names.stateName(element.compensation ?? element.name);

/** The states that undo one element, and then lead to `next`. Whatever happens to a compensation, the chain goes on. */
export const backwardStates = (
  element: SagaElement,
  targets: CompileTargets,
  flavour: Backward,
  next: string,
): States =>
  element.kind === 'parallel'
    ? { [names.undoGroupName(element.steps)]: undoGroup(stepsOfElement(element), targets, flavour, next) }
    : undoStep(element, targets, flavour, next);

const undoStep = (step: SagaStep, targets: CompileTargets, flavour: Backward, next: string): States => {
  if (!hasCompensation(step)) return {};
  const parked = names.parkName(step.compensation);
  return {
    [names.stateName(step.compensation)]: {
      ...undo(step, targets, flavour),
      Catch: catchAll({ Next: parked, Output: expressions.givenUp }),
      Output: {},
      Next: next,
    },
    [parked]: {
      ...park(flavour.saga, step, 'compensation', targets),
      Assign: { parked: expressions.addParked(step.name, step.compensation, true) },
      Output: {},
      Next: next,
      Catch: catchAll({
        Next: next,
        Assign: { parked: expressions.addParked(step.name, step.compensation, false) },
        Output: {},
      }),
    },
  };
};

/** All branches are undone side by side: one that had succeeded, one that was cut off, one that never ran. */
const undoGroup = (
  steps: readonly SagaStep[],
  targets: CompileTargets,
  flavour: Backward,
  next: string,
): ParallelState => ({
  Type: 'Parallel',
  Branches: steps.filter(hasCompensation).map((step) => undoBranch(step, targets, flavour)),
  Assign: { parked: expressions.addBranchesParked },
  Output: {},
  Next: next,
});

/** A branch that cannot fail: undo, else park, else note that not even that worked. It assigns no outer name. */
const undoBranch = (
  step: SagaStep<string, string, string>,
  targets: CompileTargets,
  flavour: Backward,
): StateChain => {
  const undoState = names.stateName(step.compensation);
  const parkState = names.parkName(step.compensation);
  const unsentState = names.unsentName(step.compensation);
  return {
    StartAt: undoState,
    States: {
      [undoState]: {
        ...undo(step, targets, flavour),
        Output: { parked: [] },
        Catch: catchAll({ Next: parkState, Output: expressions.givenUp }),
        End: true,
      },
      [parkState]: {
        ...park(flavour.saga, step, 'compensation', targets),
        Output: expressions.branchParked(step.name, step.compensation, true),
        Catch: catchAll({ Next: unsentState }),
        End: true,
      },
      [unsentState]: {
        Type: 'Pass',
        Output: expressions.branchParked(step.name, step.compensation, false),
        End: true,
      },
    },
  };
};

/** Undo works from the ledger: the command carries neither input nor results. */
const undo = (step: SagaStep<string, string, string>, targets: CompileTargets, flavour: Backward): Task => ({
  ...invoke(
    step,
    targets,
    {
      saga: flavour.saga,
      step: {
        name: step.name,
        command: step.compensation,
        phase: 'compensation',
        attempt: expressions.attempt,
        runner: flavour.runner,
        ...(flavour.knowsFailure && step.when !== undefined ? { skipped: expressions.wasSkipped(step) } : {}),
      },
      ...(flavour.knowsFailure ? { failure: expressions.failureOrNull } : {}),
    },
    COMPENSATION_TIMEOUT_SECONDS,
  ),
  Retry: retriers(PERSISTENT),
});
