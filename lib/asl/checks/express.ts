import type { Check } from './check';
import { type Diagnostic, schemaProblem } from './diagnostic';
import { isActivity, patternOf } from './shapes/resource';

/** What only a standard workflow can wait for. Source of the words: recorded on AWS, the second space included. */
export const express: Check = ({ states, type }) =>
  type === 'STANDARD'
    ? []
    : states.flatMap(({ fields: { Resource }, location }): readonly Diagnostic[] => {
        if (typeof Resource !== 'string') return [];
        const what = unsupported(Resource);
        return what === undefined
          ? []
          : [
              schemaProblem(
                `${location}/Resource`,
                `Express state machine does not support ${what}`,
                'make the state machine a STANDARD one',
              ),
            ];
      });

const unsupported = (resource: string): string | undefined => {
  if (isActivity(resource)) return 'Activity ARN';
  const pattern = patternOf(resource);
  if (pattern === undefined) return undefined;
  return pattern === '.waitForTaskToken'
    ? "'.waitForTaskToken' service integration "
    : "'.sync' service integration";
};
