import { fullest } from '../every/variants';
import { generated } from '../generated/world';
import { casesOfShape } from '../matrix/cases';
import { runCases } from '../matrix/matrix';
import { backwardCases, forwardCases, unwindCases } from '../operations/support/interrupted';
import { stopAtEachState } from '../operations/support/stop-at-each-state';

/** Sagas that no example has, on the real stack: what depends on their shape. The rest is in test/every/exhaustive. */
describe.each(Object.keys(generated.sagas))('%s', (saga) => {
  test('ends whole, whichever of its steps fails', async () => {
    const { findings } = await runCases(casesOfShape(await fullest(generated, saga)));
    expect(findings).toEqual([]);
  });

  test('stopped at each state while it waits for the next attempt, ends right by the rule alone', async () => {
    const variant = await fullest(generated, saga);
    const waiting = forwardCases(variant).filter(({ kind }) => kind === 'transient');
    await stopAtEachState(variant, 'rule', [...waiting, ...backwardCases(variant), ...unwindCases(variant)]);
  });

  test('stopped at each state after its function has committed, ends right by the sweeper alone', async () => {
    const variant = await fullest(generated, saga);
    const committed = forwardCases(variant).filter(({ kind }) => kind === 'timeout');
    await stopAtEachState(variant, 'sweeper', committed);
  });
});
