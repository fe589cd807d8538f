import { isFields } from '../fields';
import type { Check } from './check';
import { type Diagnostic, schemaProblem } from './diagnostic';
import { isActivity, patternOf } from './shapes/resource';

/**
 * What only a standard workflow can wait for. Source: recorded answers of CreateStateMachine (the blank at the end is
 * theirs), and developer guide, "Choosing workflow type".
 */
export const express: Check = ({ states, type }) =>
  type === 'STANDARD'
    ? []
    : states.flatMap(({ fields, location }) => [
        ...refused(ofResource(fields.Resource), `${location}/Resource`),
        ...['ItemProcessor', 'Iterator'].flatMap((field) =>
          refused(ofProcessor(fields[field]), `${location}/${field}/ProcessorConfig/Mode`),
        ),
      ]);

const refused = (what: string | undefined, location: string): readonly Diagnostic[] =>
  what === undefined
    ? []
    : [
        schemaProblem(
          location,
          `Express state machine does not support ${what}`,
          'make the state machine a STANDARD one',
        ),
      ];

const ofProcessor = (processor: unknown): string | undefined => {
  const config = isFields(processor) ? processor.ProcessorConfig : undefined;
  return isFields(config) && config.Mode === 'DISTRIBUTED' ? 'Distributed Map' : undefined;
};

const ofResource = (resource: unknown): string | undefined => {
  if (typeof resource !== 'string') return undefined;
  if (isActivity(resource)) return 'Activity ARN';
  const pattern = patternOf(resource);
  if (pattern === undefined) return undefined;
  return pattern === '.waitForTaskToken'
    ? "'.waitForTaskToken' service integration "
    : "'.sync' service integration";
};
