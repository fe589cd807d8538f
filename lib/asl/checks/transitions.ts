import type { StateType } from '../types';
import type { Check } from './check';
import { schemaProblem } from './diagnostic';

/** States that end by themselves, or choose where to go on. */
const WITHOUT: ReadonlySet<StateType | undefined> = new Set<StateType | undefined>([
  'Choice',
  'Fail',
  'Succeed',
  undefined,
]);

/** A state goes on or ends. */
export const transitions: Check = ({ states }) =>
  states
    .filter(({ type, fields }) => !WITHOUT.has(type) && (fields.Next === undefined) === (fields.End !== true))
    .map(({ location, fields }) =>
      fields.Next === undefined
        ? schemaProblem(location, 'These fields are required: [Next or End]', 'give one of the two')
        : schemaProblem(
            location,
            "A state cannot include both field 'Next' and 'End'",
            'leave one of the two out',
          ),
    );
