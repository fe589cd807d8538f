import type { Check } from './check';
import { type Diagnostic, problem } from './diagnostic';
import { expressionsIn } from './expressions-of';

/** There is no context item: neither a bare name nor `$` or `$$` is anything. Source of the words: seen on AWS. */
export const jsonataReferences: Check = (tree) =>
  expressionsIn(tree).flatMap(({ topLevel, readsRoot, location }): readonly Diagnostic[] => [
    ...topLevel.map((name) =>
      unsupported(
        location,
        `Reference to '${name}' at the top level is not supported.`,
        name === '$'
          ? 'write $states.input'
          : `write $states.input.${name}, $${name} for a variable, or '${name}' in quotes for a text`,
      ),
    ),
    ...(readsRoot
      ? [unsupported(location, "Reference to '$$' is not supported.", 'write $states.input')]
      : []),
  ]);

const unsupported = (location: string, message: string, remedy: string): Diagnostic =>
  problem('UNSUPPORTED_JSONATA_EXPRESSION', location, message, remedy);
