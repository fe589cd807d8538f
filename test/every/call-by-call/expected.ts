import type { Fault } from '../../matrix/cases';
import { type Observed, rightAnswer } from '../../matrix/check';
import { predictedTransitions } from '../../matrix/prediction';
import { activeSteps, type Variant } from '../variants';
import type { Mishap } from './point';
import type { Scenario } from './scenarios';

/**
 * What a saga must come to in spite of one mishap: what it comes to without. A function that died is asked once more,
 * which is one transition; and a command that comes when its step has been given up turns the saga back.
 */
export const rightIn = (variant: Variant, scenario: Scenario, mishap?: Mishap): Observed => {
  const { faults, redriven, but } = scenario;
  const as = (all: readonly Fault[]) => ({ id: '', variant, faults: all });
  const command = mishap?.at.command;
  if (mishap?.how === 'late' && command !== undefined) {
    return rightAnswer(as([{ command, kind: 'late', times: 1 }]));
  }
  const right = { ...rightAnswer(as(faults)), ...but };
  if (mishap?.at.kind !== 'call' || command === undefined) return right;
  const queued = activeSteps(variant).some(({ name, via }) => name === command && via === 'queue');
  if (queued || redriven.includes(command)) return right;
  const lost: Fault = { command, kind: 'crash-after', times: 1 };
  return { ...right, transitions: predictedTransitions(as([...faults, lost])) };
};
