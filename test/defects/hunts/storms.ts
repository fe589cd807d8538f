import { singleTroubles } from '../../adversarial/support/single-troubles';
import { STORM_SAGAS } from '../../adversarial/support/storm-sagas';
import { CALM, type Storm } from '../../adversarial/support/storm-world';
import { weather } from '../../adversarial/support/weather';
import type { Hunt } from '../hunt';

const SEEDS = 40;

/** One storm of each saga, and again with the next seed. */
export const storms = (storm: Partial<Storm> = {}): Hunt =>
  function* () {
    for (let seed = 1; seed <= SEEDS; seed++) {
      for (const { definition, inputs } of STORM_SAGAS) {
        yield async (defect) => (await weather(definition, seed, { inputs, storm, defect })).problems;
      }
    }
  };

/** Nothing goes wrong but one thing. */
export const singleTrouble: Hunt = function* () {
  for (const saga of STORM_SAGAS) {
    for (const { seed, trouble } of singleTroubles(saga)) {
      const { definition, inputs } = saga;
      yield async (defect) =>
        (await weather(definition, seed, { inputs, storm: CALM, ...trouble, defect })).problems;
    }
  }
};
