import { hasCompensation, retriableSteps } from '../../../lib/saga';
import { type Case, CHAIN_ATTEMPTS, type Fault, FOR_GOOD } from '../../matrix/cases';
import type { Observed } from '../../matrix/check';
import { activeSteps, type Variant } from '../variants';

/** One way through a saga, on which each call is tried. */
export interface Scenario {
  readonly name: string;
  readonly faults: readonly Fault[];
  /** Commands that the redriver runs again. */
  readonly redriven: readonly string[];
  /** What is otherwise than the faults alone have it. */
  readonly but: Partial<Observed>;
}

/** It goes through, it turns back, an undo is parked, a step past the pivot is parked: as far as there are any. */
export const scenariosOf = (variant: Variant): readonly Scenario[] => {
  const undoable = activeSteps(variant).filter(hasCompensation);
  const [last] = undoable.slice(-1);
  const middle = undoable[Math.floor((undoable.length - 1) / 2)];
  const retriable = retriableSteps(variant.definition).filter(({ name }) => !variant.skipped.includes(name));
  // One behind a queue is tried again by its queue.
  const first = retriable.find(({ via }) => via !== 'queue');
  const refused = (command: string): Fault => ({ command, kind: 'business', times: FOR_GOOD });
  const parked = (command: string): Fault => ({ command, kind: 'transient', times: CHAIN_ATTEMPTS });
  return [
    { name: 'goes through', faults: [], redriven: [], but: {} },
    ...(last ? [{ name: 'turns back', faults: [refused(last.name)], redriven: [], but: {} }] : []),
    ...(last && middle
      ? [
          {
            name: 'turns back, an undo parked',
            faults: [refused(last.name), parked(middle.compensation)],
            redriven: [middle.compensation],
            but: {},
          },
        ]
      : []),
    ...(first
      ? [
          {
            name: 'goes through, a step parked',
            faults: [parked(first.name)],
            redriven: retriable.slice(retriable.indexOf(first)).map(({ name }) => name),
            but: { error: 'SagaCompletionFailed' },
          },
        ]
      : []),
  ];
};

export const caseOf = (variant: Variant, { faults }: Pick<Scenario, 'faults'>, id: string): Case => ({
  id,
  variant,
  faults,
});
