import { outerScopes } from '../../walk';
import type { Check } from '../check';
import { assignedIn, assignmentsOf } from '../reach';

/** No branch assigns a name of a scope around it: Step Functions refuses the machine, local validators do not. */
export const innerAssignment: Check = ({ states }) =>
  states.flatMap(({ name, state, scope }) => {
    const outer = new Set(outerScopes(scope).flatMap((each) => [...assignedIn(each)]));
    const clashing = assignmentsOf(state)
      .flatMap(Object.keys)
      .filter((variable) => outer.has(variable));
    return [...new Set(clashing)].map((variable) => ({
      state: name,
      message:
        `it assigns $${variable} inside a branch, and a state outside assigns it too: ` +
        `give it another name, or return the value as the branch's Output`,
    }));
  });
