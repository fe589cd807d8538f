import { compensatableElements, retriableSteps, SAGA_ENDS } from '../../../saga';
import { commandOf } from '../../command-of';
import { edgesOf } from '../../edges';
import type { State, StateMachineDefinition } from '../../types';
import { machineScope, statesOf, type VisitedState } from '../../walk';
import type { Remark, SagaCheck } from '../check';
import { goesForward, reachedFrom, unitOf, unitsOf } from '../units';

const [COMPENSATED, COMPENSATION_FAILED, COMPLETION_FAILED] = SAGA_ENDS;

/**
 * The machine ends as what it was: past the pivot as not completed, after the chain as compensated or not; the unwind
 * machine succeeds, unless something is parked. Who reads the execution's error goes by it.
 */
export const ownEnd: SagaCheck = ({ machine, definition }) => {
  const units = unitsOf(machine);
  const forward = goesForward(units);
  const firstUndone = compensatableElements(definition)[0];
  const lastUnit = firstUndone && unitOf(units, 'compensation', firstUndone);
  const lastStep = retriableSteps(definition).at(-1);
  const chainEnds = lastUnit ? [lastUnit.state, ...parksOf(machine, 'compensation', lastUnit.steps)] : [];
  const forwardEnds = forward && lastStep ? parksOf(machine, 'action', [lastStep.name]) : [];
  return [
    ...chainEnds.flatMap((state) =>
      endRemarks(
        machine,
        state,
        forward ? [COMPENSATED, COMPENSATION_FAILED] : [SUCCESS, COMPENSATION_FAILED],
      ),
    ),
    ...forwardEnds.flatMap((state) => endRemarks(machine, state, [COMPLETION_FAILED])),
  ];
};

/** Stands for a Succeed state. */
const SUCCESS = 'success';

/** Each way out of the state has to reach exactly the ends that are wanted. */
const endRemarks = (
  machine: StateMachineDefinition,
  { name, state }: VisitedState,
  wanted: readonly string[],
): readonly Remark[] =>
  edgesOf(name, state).flatMap(({ to, kind }) => {
    const { ends } = reachedFrom(machine, [], [to], () => true);
    const found = [...ends].flatMap((end) => endsOf(machine.States[end]));
    return found.length === wanted.length && wanted.every((end) => found.includes(end))
      ? []
      : [
          {
            state: name,
            message: `its ${kind} to ${to} ends with ${found.join(', ') || 'nothing'}: end with ${wanted.join(', ')}`,
          },
        ];
  });

/** Error names that a Fail state may end with; the compiler writes them as literals, in an expression or alone. */
const endsOf = (state: State | undefined): readonly string[] => {
  if (state?.Type !== 'Fail') return [SUCCESS];
  const names = SAGA_ENDS.filter((end) => new RegExp(`\\b${end}\\b`).test(state.Error ?? ''));
  return names.length > 0 ? names : [state.Error ?? 'no error'];
};

const parksOf = (
  machine: StateMachineDefinition,
  phase: 'action' | 'compensation',
  steps: readonly string[],
): readonly VisitedState[] =>
  statesOf(machineScope(machine)).filter(({ state }) => {
    const command = commandOf(state);
    return command?.kind === 'park' && command.phase === phase && steps.includes(command.step);
  });
