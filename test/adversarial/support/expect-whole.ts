import { commandNames, flatSteps, hasCompensation } from '../../../lib/saga';
import type { StormSaga } from './storm-sagas';
import { CALM } from './storm-world';
import { type WeatherOptions, weather } from './weather';

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

/** What can go wrong by itself, for each input: each command is broken for days once, each call the last one once. */
export function* singleTroubles({ definition, inputs }: StormSaga): Generator<{
  readonly seed: number;
  readonly trouble: Pick<WeatherOptions, 'broken' | 'killedAt'>;
}> {
  for (const seed of inputs.keys()) {
    for (const broken of commandNames(definition)) yield { seed, trouble: { broken } };
    for (const index of flatSteps(definition).keys()) yield { seed, trouble: { killedAt: index + 1 } };
  }
}

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
