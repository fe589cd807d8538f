import { usesOf } from '../jsonata/variables';
import type { Check } from './check';
import { problem } from './diagnostic';
import { parsedExpressions } from './expressions-of';

/** Step Functions has no `$eval`: an expression could not be looked at before it runs. Source: developer guide. */
export const jsonataEval: Check = (tree) =>
  parsedExpressions(tree)
    .filter(({ ast }) => usesOf(ast).some(({ name }) => name === 'eval'))
    .map(({ location }) =>
      problem(
        'UNSUPPORTED_JSONATA_EXPRESSION',
        location,
        "Function '$eval' is not supported.",
        'write the expression itself, or use $parse for JSON',
      ),
    );
