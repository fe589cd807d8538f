import { flatSteps, type SagaDefinition, type SagaStep } from '../../lib/saga';
import { walksOf } from './walk';
import type { World } from './world';

/** A saga with an input that goes through, and the steps that this input asks for. */
export interface Variant {
  /** Saga and example. */
  readonly name: string;
  readonly world: World;
  readonly definition: SagaDefinition;
  readonly input: unknown;
  readonly skipped: readonly string[];
  /** Step → its result when nothing goes wrong. */
  readonly results: Readonly<Record<string, unknown>>;
  /** Step → counters that it changes, where there are any. */
  readonly counters: Readonly<Record<string, number>>;
}

/** One for each way through a saga that its examples know: those that go through, told apart by the steps they skip. */
export const variantsOf = async (world: World, saga: string): Promise<readonly Variant[]> => {
  const definition = world.sagas[saga];
  if (!definition) throw new Error(`there is no saga ${saga}`);
  const variants = new Map<string, Variant>();
  for (const [example, { refusal, ...walk }] of Object.entries((await walksOf(world))[saga] ?? {})) {
    if (refusal || variants.has(walk.skipped.join())) continue;
    const input = world.examples(saga)[example];
    variants.set(walk.skipped.join(), { name: `${saga}-${example}`, world, definition, input, ...walk });
  }
  if (variants.size === 0) throw new Error(`no example of saga ${saga} goes through`);
  return [...variants.values()];
};

/** The way through a saga that skips the least. */
export const fullest = async (world: World, saga: string): Promise<Variant> =>
  bySkipped(await variantsOf(world, saga))[0] as Variant;

/** The ways through a saga that skip the least and the most; one where there is no other. */
export const fullestAndBarest = async (world: World, saga: string): Promise<readonly Variant[]> => {
  const variants = bySkipped(await variantsOf(world, saga));
  return [...new Set([variants[0] as Variant, variants.at(-1) as Variant])];
};

const bySkipped = (variants: readonly Variant[]): readonly Variant[] =>
  variants.toSorted((one, other) => one.skipped.length - other.skipped.length);

/** The steps that run when nothing fails. */
export const activeSteps = ({
  definition,
  skipped,
}: Pick<Variant, 'definition' | 'skipped'>): readonly SagaStep[] =>
  flatSteps(definition).filter(({ name }) => !skipped.includes(name));
