import type { SagaDefinition } from '../../lib/saga';
import { orderSaga, travelSaga } from '../../lib/sagas';
import { Deployed } from '../operations/support/deployed';
import {
  backwardCases,
  executionStatus,
  expectEnds,
  forwardCases,
  interrupted,
  unwindCases,
} from '../operations/support/interrupted';

const CASES = [orderSaga, travelSaga].flatMap((saga: SagaDefinition) => [
  ...forwardCases(saga),
  ...backwardCases(saga),
  ...unwindCases(saga),
]);

describe.each([
  ['the rule alone', true],
  ['the sweeper alone', false],
] as const)('stopped by hand at each state, %s', (_name, ruleIsOn) => {
  let deployed: Deployed;
  beforeAll(async () => {
    deployed = await Deployed.open();
    deployed.setSchedules(false);
    deployed.setRules(ruleIsOn);
  });
  afterAll(() => deployed.close());

  test('brings every saga to its right end', async () => {
    await interrupted(deployed, CASES, ({ saga, id, machine }) =>
      deployed.stop(saga.name, machine === 'saga' ? id : `${id}.u1`, machine),
    );
    for (const one of CASES)
      expect([one.id, await executionStatus(deployed, one)]).toEqual([one.id, 'ABORTED']);
    if (!ruleIsOn) {
      await deployed.passLongestRuns();
      await deployed.sweep();
    }
    await expectEnds(deployed, CASES);
  });
});
