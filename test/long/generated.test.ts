import { fullest } from '../every/variants';
import { generated } from '../generated/world';
import { casesOfShape } from '../matrix/cases';
import { runCases } from '../matrix/matrix';
import { backwardCases, forwardCases, unwindCases } from '../operations/support/interrupted';
import { stopAtEachState } from '../operations/support/stop-at-each-state';

/** Who finishes a saga whose execution died takes turns here; test/every/exhaustive has both for each. */
const CASES = Object.keys(generated.sagas).map(
  (saga, index) => [saga, index % 2 === 0 ? 'rule' : 'sweeper'] as const,
);

/** Sagas that no example has, on the real stack: what depends on their shape. The rest is in test/every/exhaustive. */
describe.each(CASES)('%s', (saga, finder) => {
  test('ends whole, whichever of its steps fails', async () => {
    const { findings } = await runCases(casesOfShape(await fullest(generated, saga)));
    expect(findings).toEqual([]);
  });

  test(`stopped at each state, ends right by the ${finder} alone`, async () => {
    const variant = await fullest(generated, saga);
    const forward = forwardCases(variant);
    const waiting = forward.filter(({ kind }) => kind === 'transient');
    const committed = forward.filter(({ kind }) => kind === 'timeout');
    await stopAtEachState(
      variant,
      finder,
      finder === 'rule' ? [...waiting, ...backwardCases(variant), ...unwindCases(variant)] : committed,
    );
  });
});
