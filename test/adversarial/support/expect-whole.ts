import { commandNames } from '../../../lib/saga';
import type { StormSaga } from './storm-sagas';
import { CALM } from './storm-world';
import { weather } from './weather';

/** Storms of one saga with these seeds; it has to come to both of its ends. */
export const expectWholeAfterStorms = async (
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

/** Each command is broken for days once, for each input, and nothing else goes wrong. */
export const expectWholeWithEachCommandBroken = async ({ definition, inputs }: StormSaga): Promise<void> => {
  for (const broken of commandNames(definition)) {
    for (const seed of inputs.keys()) {
      const { problems, trace } = await weather(definition, seed, { inputs, storm: CALM, broken });
      expect({ broken, problems, trace: problems.length > 0 ? trace : [] }).toEqual({
        broken,
        problems: [],
        trace: [],
      });
    }
  }
};
