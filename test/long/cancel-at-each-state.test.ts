import { type Cancellation, cancelSaga } from '../../lib/operations';
import { flatSteps, type SagaDefinition } from '../../lib/saga';
import { orderSaga, travelSaga } from '../../lib/sagas';
import { Deployed } from '../operations/support/deployed';
import {
  backwardCases,
  type Case,
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
const REASON = 'the customer called';

/** Its last compensation has run, though the machine does not know it yet: the log says that there is nothing left. */
const isThrough = ({ saga, command }: Case): boolean => command === flatSteps(saga)[0]?.compensation;

const firstOutcome = (one: Case): Cancellation['outcome'] => {
  if (isThrough(one)) return 'already-compensated';
  return one.machine === 'unwind' ? 'already-unwinding' : 'unwinding';
};

test.each([
  ['once', 1],
  ['twice', 2],
] as const)('cancelled %s at each state: running, compensating, unwinding', async (_name, times) => {
  const deployed = await Deployed.open();
  try {
    deployed.setSchedules(false);
    await interrupted(deployed, CASES, async (one) => {
      const { ports } = deployed.saga(one.saga.name);
      const first = await cancelSaga(ports, one.id, REASON);
      expect([one.id, first.outcome]).toEqual([one.id, firstOutcome(one)]);
      if (times === 1) return;
      const second = await cancelSaga(ports, one.id, 'again');
      expect(second.outcome).toBe(isThrough(one) ? 'already-compensated' : 'already-unwinding');
    });
    await expectEnds(deployed, CASES, () => 'COMPENSATED');
    for (const one of CASES) {
      const { events } = await deployed.read(one.saga.name, one.id);
      const requests = events.filter(({ type }) => type === 'CancelRequested');
      const reasons = requests.map(({ reason }) => reason);
      expect([one.id, reasons]).toEqual([one.id, isThrough(one) && one.machine === 'saga' ? [] : [REASON]]);
    }
  } finally {
    await deployed.close();
  }
});
