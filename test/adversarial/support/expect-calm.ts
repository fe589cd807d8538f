import type { StormSaga } from './storm-sagas';
import { weather } from './weather';

/** Storms of one saga with these seeds; it has to come to both of its ends. */
export const expectCalmAfter = async (
  { definition, inputs }: StormSaga,
  { firstSeed, seeds }: { readonly firstSeed: number; readonly seeds: number },
): Promise<void> => {
  const ends = new Set<string>();
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const { status, problems, trace } = await weather(definition, seed, { inputs });
    expect({ seed, problems, trace: problems.length > 0 ? trace : [] }).toEqual({
      seed,
      problems: [],
      trace: [],
    });
    ends.add(status);
  }
  expect([...ends].sort()).toEqual(expect.arrayContaining(['COMPENSATED', 'COMPLETED']));
};
