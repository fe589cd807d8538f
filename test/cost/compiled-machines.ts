import { compile, compileUnwind, placeholderTargets, type StateMachineDefinition } from '../../lib/asl';
import type { Scenario } from '../../lib/cost';
import { stateName } from '../../lib/saga';
import { type Variant, variantsOf } from '../every/variants';
import type { World } from '../every/world';
import { choicesOf } from '../matrix/prediction';
import { sagaOf } from '../runtime/support/commands';

/** A machine that is compiled from a saga, and what one execution of it needs. */
export interface CompiledMachine {
  readonly name: string;
  readonly kind: 'saga' | 'unwind';
  readonly variant: Variant;
  readonly asl: StateMachineDefinition;
  readonly input: unknown;
  /** State name → what its task answers. */
  readonly answers: Readonly<Record<string, unknown>>;
  /** The ways that the input takes; an unwind machine asks for nothing but what it has parked. */
  readonly choices: Scenario;
}

/** The forward machine of a saga with each of its variants, and its unwind machine. */
export const compiledMachines = async (world: World, saga: string): Promise<readonly CompiledMachine[]> => {
  const variants = await variantsOf(world, saga);
  const [variant] = variants as [Variant];
  return [
    ...variants.map(
      (each): CompiledMachine => ({
        name: each.name,
        kind: 'saga',
        variant: each,
        asl: compile(each.definition, placeholderTargets),
        input: each.input,
        answers: Object.fromEntries(
          Object.entries(each.results).map(([step, result]) => [stateName(step), result]),
        ),
        choices: choicesOf(each),
      }),
    ),
    {
      name: `${saga}, unwind`,
      kind: 'unwind',
      variant,
      asl: compileUnwind(variant.definition, placeholderTargets),
      input: { saga: sagaOf(variant.definition) },
      answers: {},
      choices: {},
    },
  ];
};
