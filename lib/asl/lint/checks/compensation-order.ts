import { compensatableElements, retriableSteps } from '../../../saga';
import { MACHINE, type SagaCheck } from '../check';
import { difference, goesForward, reachedAfter, reachedFrom, unitOf, unitsOf } from '../units';

/**
 * Each compensation leads to the one before it, last to first, whatever becomes of it; the first one leads to the end.
 * The unwind machine starts with its fences, in their order, and goes on with the last compensation.
 */
export const compensationOrder: SagaCheck = ({ machine, definition }) => {
  const units = unitsOf(machine);
  const unwinds = !goesForward(units);
  const fences = unwinds ? retriableSteps(definition).map((step) => unitOf(units, 'fence', step)) : [];
  const undos = [...compensatableElements(definition)]
    .reverse()
    .map((element) => unitOf(units, 'compensation', element));
  const sequence = [...fences, ...undos].filter((unit) => unit !== undefined);
  const expectedAt = (index: number) => {
    const next = sequence[index];
    return { units: next ? [next] : [], ends: next === undefined };
  };
  const start = unwinds
    ? difference(reachedFrom(machine, units, [machine.StartAt], anyEdge), expectedAt(0))
    : undefined;
  return [
    ...(start === undefined ? [] : [{ state: MACHINE, message: `its start ${start}` }]),
    ...sequence.flatMap((unit, index) => {
      const problem = difference(reachedAfter(machine, units, unit, anyEdge), expectedAt(index + 1));
      return problem === undefined ? [] : [{ state: unit.state.name, message: `it ${problem}` }];
    }),
  ];
};

const anyEdge = (): boolean => true;
