import { statesFieldsRead, whereToRead } from '../jsonata/states-fields';
import type { Check } from './check';
import { problem } from './diagnostic';
import { parsedExpressions } from './expressions-of';

/** `$states` is read only for what it holds at that place. Source of the words: seen on AWS. */
export const jsonataStates: Check = (tree) =>
  parsedExpressions(tree).flatMap(({ ast, location, sees }) =>
    statesFieldsRead(ast)
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
