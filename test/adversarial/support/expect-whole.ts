import { flatSteps, hasCompensation } from '../../../lib/saga';
import { singleTroubles } from './single-troubles';
import type { StormSaga } from './storm-sagas';
import { CALM } from './storm-world';
import { weather } from './weather';

/** Calm weather, in which it has to complete, then storms of one saga with these seeds, of which some turn it back. */
export const expectWholeAfterStorms = async (
  { definition, ...saga }: StormSaga,
  { firstSeed, seeds }: { readonly firstSeed: number; readonly seeds: number },
): Promise<void> => {
  const calm = await weather(definition, firstSeed, { ...saga, storm: CALM });
  expect([calm.status, calm.problems]).toEqual(['COMPLETED', []]);
  const ends = new Set<string>();
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const { status, problems, trace } = await weather(definition, seed, saga);
    expect({ seed, problems, trace: problems.length > 0 ? trace : [] }).toEqual({
      seed,
      problems: [],
      trace: [],
    });
    ends.add(status);
  }
  if (flatSteps(definition).some(hasCompensation)) expect([...ends]).toContain('COMPENSATED');
};

/** Nothing goes wrong but one thing. */
export const expectWholeAfterEachTrouble = async (saga: StormSaga): Promise<void> => {
  const { definition, ...rest } = saga;
  for (const { seed, trouble } of singleTroubles(saga)) {
    const { problems, trace } = await weather(definition, seed, { ...rest, storm: CALM, ...trouble });
    expect({ seed, trouble, problems, trace: problems.length > 0 ? trace : [] }).toEqual({
      seed,
      trouble,
      problems: [],
      trace: [],
    });
  }
};
