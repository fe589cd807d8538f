import { flatSteps, hasCompensation } from '../../../lib/saga';
import { singleTroubles } from './single-troubles';
import type { StormSaga } from './storm-sagas';
import { CALM } from './storm-world';
import { weather } from './weather';

/** Storms of one saga with these seeds; it has to come to both of its ends, where there is anything to undo. */
export const expectWholeAfterStorms = async (
  { definition, ...saga }: StormSaga,
  { firstSeed, seeds }: { readonly firstSeed: number; readonly seeds: number },
): Promise<void> => {
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
  const possible = flatSteps(definition).some(hasCompensation) ? ['COMPENSATED', 'COMPLETED'] : ['COMPLETED'];
  expect([...ends].sort()).toEqual(expect.arrayContaining(possible));
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
