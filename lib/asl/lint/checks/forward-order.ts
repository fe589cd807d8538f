import type { SagaElement } from '../../../saga';
import type { Edge } from '../../edges';
import { MACHINE, type SagaCheck } from '../check';
import { difference, goesForward, reachedAfter, reachedFrom, type Unit, unitOf, unitsOf } from '../units';

/** The happy path goes through the elements in the order of the definition, past conditional ones, to the end. */
export const forwardOrder: SagaCheck = ({ machine, definition }) => {
  const units = unitsOf(machine);
  if (!goesForward(units)) return [];
  const inOrder = definition.steps.map((element) => unitOf(units, 'action', element));
  const expectedAt = (index: number): { readonly units: readonly Unit[]; readonly ends: boolean } => {
    const rest = definition.steps.slice(index);
    const sure = rest.findIndex((element) => !isConditional(element));
    const next = sure < 0 ? inOrder.slice(index) : inOrder.slice(index, index + sure + 1);
    return { units: next.filter((unit) => unit !== undefined), ends: sure < 0 };
  };
  const start = difference(reachedFrom(machine, units, [machine.StartAt], isRegular), expectedAt(0));
  return [
    ...(start === undefined ? [] : [{ state: MACHINE, message: `its start ${start}` }]),
    ...inOrder.flatMap((unit, index) => {
      if (!unit) return [];
      const problem = difference(reachedAfter(machine, units, unit, isRegular), expectedAt(index + 1));
      return problem === undefined ? [] : [{ state: unit.state.name, message: `it ${problem}` }];
    }),
  ];
};

const isRegular = (edge: Edge): boolean => edge.kind !== 'catch';
const isConditional = (element: SagaElement): boolean =>
  element.kind === 'step' && element.when !== undefined;
