import { compile, placeholderTargets, stateName } from '../../lib/asl';
import { type Happening, predictTransitions, readMachine, type Scenario } from '../../lib/cost';
import { flatSteps, hasCompensation } from '../../lib/saga';
import { activeSteps, type Variant, variantsOf } from '../every/variants';
import type { World } from '../every/world';
import { choicesOf } from '../matrix/prediction';
import { engineFor } from './run-on-engine';

/** What goes wrong at a state, as Step Functions names it. */
const FAULTS: Readonly<Record<string, Happening>> = {
  business: { forEver: 'BusinessError' },
  'transient once': { errors: ['TransientError'] },
  'transient for good': { forEver: 'TransientError' },
  'throttled once': { errors: ['Lambda.TooManyRequestsException'] },
  'throttled for good': { forEver: 'Lambda.TooManyRequestsException' },
  'reply lost once': { errors: ['Lambda.SdkClientException'] },
  'reply lost for good': { forEver: 'Lambda.SdkClientException' },
  'timeout once': { errors: ['States.Timeout'] },
  'timeout for good': { forEver: 'States.Timeout' },
  'throttled, then lost, then transient': {
    errors: ['Lambda.TooManyRequestsException', 'Lambda.SdkClientException', 'TransientError'],
  },
};

/** What goes wrong in one run, in words, and state by state. */
type Case = readonly [what: string, scenario: Scenario];

/** Each command that the input asks for × each fault; the compensations run because the last step that has one is refused. */
const casesOf = (variant: Variant): readonly Case[] => {
  const each = (command: string, turned: Scenario = {}): readonly Case[] =>
    Object.entries(FAULTS).map(([fault, happening]) => [
      `${variant.name}, ${command}: ${fault}`,
      { ...turned, [stateName(command)]: happening },
    ]);
  const active = activeSteps(variant);
  const turning = active.filter(hasCompensation).at(-1);
  const turned = turning ? { [stateName(turning.name)]: { forEver: 'BusinessError' } } : {};
  const undone = turning
    ? flatSteps(variant.definition).flatMap(({ compensation }) => compensation ?? [])
    : [];
  return [
    [`${variant.name}, nothing fails`, {}],
    ...active.flatMap(({ name }) => each(name)),
    ...undone.flatMap((compensation) => each(compensation, turned)),
  ];
};

/** Whatever fails in a saga, in each of its variants: the transitions that the estimate predicts are those of the engine. */
export const expectPredictedTransitions = async (world: World, saga: string): Promise<void> => {
  for (const variant of await variantsOf(world, saga)) {
    const asl = compile(variant.definition, placeholderTargets);
    const machine = readMachine(asl);
    const answers = Object.entries(variant.results).map(([step, result]) => [stateName(step), result]);
    const run = engineFor(asl, Object.fromEntries(answers));
    for (const [what, happening] of casesOf(variant)) {
      const scenario = { ...choicesOf(variant), ...happening };
      const { transitions, status } = predictTransitions(machine, scenario);
      const ran = await run(happening, variant.input);
      expect({ what, transitions: ran.transitions, status: ran.status }).toEqual({
        what,
        transitions,
        status,
      });
    }
  }
};
