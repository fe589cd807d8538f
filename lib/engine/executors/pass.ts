import type { PassState } from '../../asl';
import type { Preparation, StateRunner } from '../node';

export const preparePass =
  (state: PassState, { query }: Preparation): StateRunner =>
  async (frame) => ({
    settlement: await query.settle(frame, await query.passResult(frame)),
    next: state.Next,
  });
