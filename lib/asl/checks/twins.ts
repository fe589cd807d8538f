import { type Fields, isFields } from '../fields';
import type { Check } from './check';
import { type Diagnostic, schemaProblem } from './diagnostic';

/** Fields of which each has a twin `…Path`. */
const TWINS = [
  ...['TimeoutSeconds', 'HeartbeatSeconds', 'MaxConcurrency', 'ToleratedFailureCount'],
  ...[
    'ToleratedFailurePercentage',
    'Error',
    'Cause',
    'MaxItemsPerBatch',
    'MaxInputBytesPerBatch',
    'MaxItems',
  ],
];

/** A value is given or read by a path, not both. Source of the words: seen on AWS, for a Fail and a Map. */
export const twins: Check = ({ states }) =>
  states.flatMap(({ type, fields, location }) => [
    ...twinsIn(fields, `A ${type ?? 'state'} state`, location),
    ...nested(fields, 'ItemBatcher', location),
    ...nested(fields.ItemReader, 'ReaderConfig', `${location}/ItemReader`),
  ]);

const nested = (holder: unknown, field: string, location: string): readonly Diagnostic[] => {
  const inner = isFields(holder) ? holder[field] : undefined;
  return isFields(inner) ? twinsIn(inner, `A ${field}`, `${location}/${field}`) : [];
};

const twinsIn = (fields: Fields, what: string, location: string): readonly Diagnostic[] =>
  TWINS.filter((field) => fields[field] !== undefined && fields[`${field}Path`] !== undefined).map((field) =>
    schemaProblem(
      location,
      `${what} cannot include both field '${field}' and '${field}Path'`,
      'leave one of the two out',
    ),
  );
