import { flatSteps, hasCompensation, type Phase, retriableSteps } from '../../../saga';
import { commandOf } from '../../command-of';
import { MACHINE, type SagaCheck } from '../check';
import { goesForward, unitsOf } from '../units';

/** Each step's action and compensation is sent by exactly one state; in the unwind machine, fences instead of actions. */
export const commandsComplete: SagaCheck = ({ machine, states, definition }) => {
  const sent = states
    .map(({ state }) => commandOf(state))
    .filter((command) => command?.kind === 'command')
    .map((command) => `${command?.phase} of ${command?.step}`);
  const wanted = (phase: Phase, steps: readonly { readonly name: string }[]): readonly string[] =>
    steps.map((step) => `${phase} of ${step.name}`);
  const steps = flatSteps(definition);
  const expected = [
    ...(goesForward(unitsOf(machine))
      ? wanted('action', steps)
      : wanted('fence', retriableSteps(definition))),
    ...wanted('compensation', steps.filter(hasCompensation)),
  ];
  return [...new Set([...expected, ...sent])].flatMap((command) => {
    const count = sent.filter((other) => other === command).length;
    if (!expected.includes(command))
      return [
        { state: MACHINE, message: `it sends the ${command}, which the definition does not have: remove it` },
      ];
    return count === 1
      ? []
      : [{ state: MACHINE, message: `the ${command} is sent by ${count} states: send it in exactly one` }];
  });
};
