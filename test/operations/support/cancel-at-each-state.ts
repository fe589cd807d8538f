import { type Cancellation, cancelSaga } from '../../../lib/operations';
import { fenceCommandName, retriableSteps, stepsOfElement } from '../../../lib/saga';
import type { Variant } from '../../every/variants';
import { Deployed } from './deployed';
import { allCases, type Case, expectEnds, interrupted } from './interrupted';

const REASON = 'the customer called';

/** Nothing that was asked for is left to undo when this command has run, but for its neighbours in a group. */
const isLast = ({ variant, saga, command }: Case): boolean => {
  const index = saga.steps.findIndex((element) =>
    stepsOfElement(element).some(
      ({ name, compensation }) => command === compensation || command === fenceCommandName(name),
    ),
  );
  return (
    index >= 0 &&
    saga.steps
      .slice(0, index)
      .flatMap(stepsOfElement)
      .every(({ name }) => variant.skipped.includes(name))
  );
};

/** Its last compensation has run, though the machine does not know it yet; those of a group end in any order. */
const firstOutcomes = (one: Case): readonly Cancellation['outcome'][] => {
  const through = ['already-compensated'] as const;
  const goesOn = one.machine === 'unwind' ? (['already-unwinding'] as const) : (['unwinding'] as const);
  if (!isLast(one)) return goesOn;
  const [first] = one.saga.steps;
  const isVeryLast = first?.kind === 'step' && first.compensation === one.command;
  return isVeryLast ? through : [...through, ...goesOn];
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
      // Meanwhile the unwind may have come to its end: nothing of it has to wait.
      const outcomes =
        outcome === 'already-compensated' ? [outcome] : ['already-unwinding', 'already-compensated'];
      expect([one.id, outcomes]).toEqual([one.id, expect.arrayContaining([second.outcome])]);
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
