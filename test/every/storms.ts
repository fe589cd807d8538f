import type { StormSaga } from '../adversarial/support/storm-sagas';
import { variantsOf } from './variants';
import type { World } from './world';

/** A saga for storms, with the inputs that its examples know to go through, and the results that its handlers gave. */
export const stormSagaOf = async (world: World, saga: string): Promise<StormSaga> => {
  const variants = await variantsOf(world, saga);
  const resultsOf = new Map(variants.map(({ input, results }) => [JSON.stringify(input), results]));
  return {
    definition: world.sagas[saga] as StormSaga['definition'],
    inputs: variants.map(({ input }) => input),
    // A step that this input does not ask for is never carried out, so nobody asks for its result.
    resultOf: ({ name }, { input }) => resultsOf.get(JSON.stringify(input))?.[name] ?? null,
  };
};
