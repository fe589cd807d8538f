import { whereToRead } from '../jsonata/states-fields';
import type { Check } from './check';
import { problem } from './diagnostic';
import { expressionsIn } from './expressions-of';

/** `$states` is read only for what it holds at that place. Source of the words: seen on AWS. */
export const jsonataStates: Check = (tree) =>
  expressionsIn(tree).flatMap(({ statesFields, location, sees }) =>
    statesFields
      .filter((field) => !(sees as readonly string[]).includes(field))
      .map((field) =>
        problem(
          'UNSUPPORTED_JSONATA_EXPRESSION',
          location,
          `Field '$states.${field}' does not exist.`,
          whereToRead(field),
        ),
      ),
  );
