import { renderCancelPlan } from '../../lib/cli/render-cancel-plan';
import type { CancelPlan } from '../../lib/operations';

const plan: CancelPlan = {
  sagaId: 'p-1',
  sagaName: 'parcel',
  status: 'COMPLETED',
  cancellable: 'always',
  refusal: null,
  steps: [
    { step: 'book', participant: 'desk', compensation: 'unbook', effect: 'undone' },
    { step: 'tell', participant: 'post', compensation: null, effect: 'stays' },
  ],
};
const text = (changes: Partial<CancelPlan>) => renderCancelPlan({ ...plan, ...changes }, { color: false });

it('says what becomes of each step', () => {
  expect(text({})).toMatch(
    /^p-1 \(parcel\) is COMPLETED; cancelled, it is undone but for tell\n\n.*\n book +desk +is undone, by unbook\n tell +post +STAYS: nothing undoes it\n$/,
  );
});

it.each([
  ['past-pivot', 'it is past its pivot, and parcel sagas can be cancelled only before that'],
  ['never', 'no parcel saga can be cancelled'],
] as const)('says of one that cannot be cancelled (%s) nothing of what would be undone', (refusal, why) => {
  expect(text({ refusal })).toBe(`p-1 (parcel) is COMPLETED; ${why}\n`);
});
