import { commandNames, flatSteps } from '../../../lib/saga';
import type { StormSaga } from './storm-sagas';
import type { WeatherOptions } from './weather';

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
