import type { Check } from './check';
import { problem } from './diagnostic';
import { expressionsIn } from './expressions-of';

/** Operators that later releases of JSONata have, and the one that Step Functions runs has not. */
const LATER = ['??', '?:'];

/** Every expression is JSONata 2.0.6. AWS answers the parser's own words. */
export const jsonataSyntax: Check = (tree) =>
  expressionsIn(tree).flatMap(({ parsed, text, location }) => {
    if (parsed.ok) return [];
    const later = LATER.find((operator) => text.includes(operator));
    const remedy = later
      ? `'${later}' is younger than the JSONata of Step Functions: write $exists(x) ? x : y`
      : 'correct the expression (Step Functions runs JSONata 2.0.6)';
    return [problem('INVALID_JSONATA_EXPRESSION', location, parsed.message, remedy)];
  });
