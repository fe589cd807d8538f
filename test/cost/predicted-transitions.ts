import { type Happening, predictTransitions, readMachine, type Scenario } from '../../lib/cost';
import {
  ANYTHING_PARKED,
  BUSINESS_ERROR,
  fenceCommandName,
  flatSteps,
  hasCompensation,
  NOT_COMPLETED,
  retriableSteps,
  stateName,
  UNWOUND,
} from '../../lib/saga';
import { activeSteps, type Variant } from '../every/variants';
import type { World } from '../every/world';
import { type CompiledMachine, compiledMachines } from './compiled-machines';
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

/** The happy run, each command that the machine sends × each fault. */
const casesOf = ({ kind, variant }: CompiledMachine): readonly Case[] =>
  kind === 'saga' ? forwardCases(variant) : unwindCases(variant);

const each = (command: string, more: (happening: Happening) => Scenario = () => ({})): readonly Case[] =>
  Object.entries(FAULTS).map(([fault, happening]) => [
    `${command}: ${fault}`,
    { ...more(happening), [stateName(command)]: happening },
  ]);

/** The compensations run because the last step that has one is refused. */
const forwardCases = (variant: Variant): readonly Case[] => {
  const active = activeSteps(variant);
  const turning = active.filter(hasCompensation).at(-1);
  const turned = turning ? { [stateName(turning.name)]: { forEver: BUSINESS_ERROR } } : {};
  const undone = turning ? compensationsOf(variant) : [];
  return [
    ['nothing fails', {}],
    ...active.flatMap(({ name }) => each(name)),
    ...undone.flatMap((compensation) => each(compensation, () => turned)),
  ];
};

/** What is given up in the chain is parked, and decides on the end; a fence that is given up is the end. */
const unwindCases = (variant: Variant): readonly Case[] => [
  ['nothing fails', {}],
  ...retriableSteps(variant.definition).flatMap(({ name }) => each(fenceCommandName(name))),
  ...compensationsOf(variant).flatMap((compensation) =>
    each(compensation, ({ forEver }) => ({
      [ANYTHING_PARKED]: { takes: [forEver === undefined ? UNWOUND : NOT_COMPLETED] },
    })),
  ),
];

const compensationsOf = ({ definition }: Variant): readonly string[] =>
  flatSteps(definition).flatMap(({ compensation }) => compensation ?? []);

/** Whatever fails in a machine of a saga, in each of its variants: the transitions predicted are those of the engine. */
export const expectPredictedTransitions = async (world: World, saga: string): Promise<void> => {
  for (const compiled of await compiledMachines(world, saga)) {
    const machine = readMachine(compiled.asl);
    const run = engineFor(compiled.asl, compiled.answers);
    for (const [what, happening] of casesOf(compiled)) {
      const { transitions, status } = predictTransitions(machine, { ...compiled.choices, ...happening });
      const ran = await run(happening, compiled.input);
      const told = { run: `${compiled.name}, ${what}`, transitions, status };
      expect({ ...told, transitions: ran.transitions, status: ran.status }).toEqual(told);
    }
  }
};
