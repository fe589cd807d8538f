import { type Cancellation, cancelSaga } from '../../../lib/operations';
import { retriableSteps, stepsOfElement } from '../../../lib/saga';
import type { Variant } from '../../every/variants';
import { Deployed } from './deployed';
import { allCases, type Case, expectEnds, interrupted } from './interrupted';

const REASON = 'the customer called';

/** Compensations that run last: when one of them has, the log may say that there is nothing left to undo. */
const isLast = ({ saga, command }: Case): boolean =>
  (saga.steps[0] ? stepsOfElement(saga.steps[0]) : []).some(({ compensation }) => compensation === command);

/** Its last compensation has run, though the machine does not know it yet; those of a group end in any order. */
const firstOutcomes = (one: Case): readonly Cancellation['outcome'][] => {
  const through = ['already-compensated'] as const;
  const goesOn = one.machine === 'unwind' ? (['already-unwinding'] as const) : (['unwinding'] as const);
  if (!isLast(one)) return goesOn;
  return one.saga.steps[0]?.kind === 'parallel' ? [...through, ...goesOn] : through;
};

/** Past its pivot a saga is not taken back, unless its definition says so. */
const isRefused = ({ saga, command, machine }: Case): boolean =>
  saga.cancellable === 'until-pivot' &&
  machine === 'saga' &&
  retriableSteps(saga).some(({ name }) => name === command);

/**
 * Cancels sagas of a variant, one at each state: running, compensating, unwinding. Expects each to be undone, or to go on
 * as if nobody had asked where that is refused.
 */
export const cancelAtEachState = async (variant: Variant, times: 'once' | 'twice'): Promise<number> => {
  const cases = allCases(variant);
  const through = new Set<string>();
  const deployed = await Deployed.open({}, variant.world);
  try {
    deployed.setSchedules(false);
    await interrupted(deployed, cases, async (one) => {
      const { ports } = deployed.saga(one.saga.name);
      if (isRefused(one)) {
        await expect(cancelSaga(ports, one.id, REASON)).rejects.toMatchObject({ code: 'PastPivot' });
        return;
      }
      const { outcome } = await cancelSaga(ports, one.id, REASON);
      expect([one.id, firstOutcomes(one)]).toEqual([one.id, expect.arrayContaining([outcome])]);
      if (outcome === 'already-compensated') through.add(one.id);
      if (times === 'once') return;
      const second = await cancelSaga(ports, one.id, 'again');
      expect([one.id, second.outcome]).toEqual([
        one.id,
        outcome === 'already-compensated' ? outcome : 'already-unwinding',
      ]);
    });
    await expectEnds(deployed, cases, (one) => (isRefused(one) ? one.end : 'COMPENSATED'));
    for (const one of cases) {
      const { events } = await deployed.read(one.saga.name, one.id);
      const reasons = events.filter(({ type }) => type === 'CancelRequested').map(({ reason }) => reason);
      const isMarked = !isRefused(one) && !(through.has(one.id) && one.machine === 'saga');
      expect([one.id, reasons]).toEqual([one.id, isMarked ? [REASON] : []]);
    }
    return cases.length;
  } finally {
    await deployed.close();
  }
};
