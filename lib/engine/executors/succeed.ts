import type { SucceedState } from '../../asl';
import type { Preparation, StateRunner } from '../node';

export const prepareSucceed =
  (_state: SucceedState, { query }: Preparation): StateRunner =>
  async (frame) => ({ settlement: await query.settle(frame, undefined), next: undefined });
