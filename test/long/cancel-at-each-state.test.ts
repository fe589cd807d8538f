import { cancelSaga } from '../../lib/operations';
import type { SagaDefinition } from '../../lib/saga';
import { orderSaga, travelSaga } from '../../lib/sagas';
import { Deployed } from '../operations/support/deployed';
import {
  backwardCases,
  expectEnds,
  forwardCases,
  interrupted,
  unwindCases,
} from '../operations/support/interrupted';

jest.setTimeout(300_000);

const CASES = [orderSaga, travelSaga].flatMap((saga: SagaDefinition) => [
  ...forwardCases(saga),
  ...backwardCases(saga),
  ...unwindCases(saga),
]);
const REASON = 'the customer called';

test.each([
  ['once', 1],
  ['twice', 2],
] as const)('cancelled %s at each state: running, compensating, unwinding', async (_name, times) => {
  const deployed = await Deployed.open();
  try {
    deployed.setSchedules(false);
    await interrupted(deployed, CASES, async ({ saga, id, machine }) => {
      const { ports } = deployed.saga(saga.name);
      const first = await cancelSaga(ports, id, REASON);
      expect([id, first.outcome]).toEqual([id, machine === 'unwind' ? 'already-unwinding' : 'unwinding']);
      if (times === 2) expect((await cancelSaga(ports, id, 'again')).outcome).toBe('already-unwinding');
    });
    await expectEnds(deployed, CASES, () => 'COMPENSATED');
    for (const { saga, id } of CASES) {
      const { events } = await deployed.read(saga.name, id);
      const requests = events.filter(({ type }) => type === 'CancelRequested');
      expect([id, requests.map(({ reason }) => reason)]).toEqual([id, [REASON]]);
    }
  } finally {
    await deployed.close();
  }
});
