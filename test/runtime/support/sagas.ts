import * as z from 'zod/mini';
import { defineSaga, parallel, step } from '../../../lib/saga';

const Trip = z.strictObject({
  product: z.string().check(z.regex(/^[a-z]{1,20}$/)),
  pieces: z.int().check(z.minimum(1), z.maximum(1000)),
  deadlineSeconds: z.optional(z.int()),
});

/** Two steps that are undone, the second the pivot, and one that is not; all by one participant. */
export const tripSaga = defineSaga({
  name: 'trip',
  version: 1,
  deadline: { hours: 1 },
  input: Trip,
  steps: [
    step('book', { by: 'desk', compensation: 'unbook' }),
    step('pay', { by: 'desk', compensation: 'refund' }),
    step('tell', { by: 'desk' }),
  ],
});

/** A conditional step, and a group in which one branch is conditional. */
export const tourSaga = defineSaga({
  name: 'tour',
  version: 1,
  deadline: { hours: 1 },
  input: Trip,
  steps: [
    step('plan', { by: 'desk', compensation: 'unplan' }),
    step('guide', { by: 'desk', compensation: 'unguide', when: '$input.guide' }),
    parallel([
      step('train', { by: 'desk', compensation: 'untrain' }),
      step('ferry', { by: 'desk', compensation: 'unferry', when: '$input.ferry' }),
    ]),
    step('tell', { by: 'desk' }),
  ],
});
