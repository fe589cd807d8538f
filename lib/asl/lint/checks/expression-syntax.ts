import type { Check } from '../check';

/** Operators that later releases of jsonata have, and the one that Step Functions runs has not. */
const LATER_OPERATORS = ['??', '?:'];

/** Every expression is JSONata 2.0.6. */
export const expressionSyntax: Check = ({ expressions }) =>
  expressions.flatMap(({ state, location, parsed, source }) => {
    if (parsed.ok) return [];
    const operator = LATER_OPERATORS.find((later) =>
      source.slice(parsed.position - later.length).startsWith(later),
    );
    const remedy = operator
      ? `'${operator}' is younger than the JSONata of Step Functions: write $exists(x) ? x : y`
      : `correct the expression (Step Functions runs JSONata 2.0.6)`;
    return [{ state: state.name, message: `${location} is no JSONata: ${parsed.message}; ${remedy}` }];
  });
