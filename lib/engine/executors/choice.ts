import type { ChoiceState } from '../../asl';
import { STATES_ERROR, StateFailure } from '../errors';
import type { Preparation, StateRunner } from '../node';

/** The first rule that matches is taken with its own Assign and Output; those of the state belong to Default. */
export const prepareChoice =
  (state: ChoiceState, { name, query }: Preparation): StateRunner =>
  async (frame) => {
    for (const rule of query.rules) {
      if (await rule.matches(frame)) return { settlement: await rule.settle(frame), next: rule.next };
    }
    if (state.Default !== undefined) {
      return { settlement: await query.settle(frame, undefined), next: state.Default };
    }
    throw new StateFailure(
      STATES_ERROR.noChoiceMatched,
      `No choice rule of the state '${name}' matched, and it has no Default`,
    );
  };
