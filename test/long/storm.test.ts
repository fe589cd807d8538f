import { STORM_SAGAS, weather } from '../adversarial/support/storm-sagas';

const FIRST_SEED = 5000;
const SEEDS = 400;

describe.each(STORM_SAGAS.map((saga) => [saga.name, saga] as const))('saga %s', (_name, saga) => {
  test('comes to one of its ends, whatever goes wrong and in whatever order', async () => {
    const ends = new Set<string>();
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      const { status, problems, trace } = await weather(saga, seed);
      // The trace comes along, so that a failure can be read.
      expect({ seed, problems, trace: problems.length > 0 ? trace : [] }).toEqual({
        seed,
        problems: [],
        trace: [],
      });
      ends.add(status);
    }
    expect([...ends].sort()).toEqual(expect.arrayContaining(['COMPENSATED', 'COMPLETED']));
  });
});
