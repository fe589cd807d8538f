import { KNOWN_FUNCTIONS } from '../../jsonata/functions';
import { usesOf } from '../../jsonata/variables';
import type { Check } from '../check';

/** Every function that is called exists on Step Functions; `$eval` does not. */
export const unknownFunction: Check = ({ expressions }) =>
  expressions.flatMap(({ state, location, parsed }) => {
    if (!parsed.ok) return [];
    const unknown = usesOf(parsed.ast)
      .filter(({ name, role }) => role === 'function' && !KNOWN_FUNCTIONS.has(name))
      .map(({ name }) => name);
    return [...new Set(unknown)].map((name) => ({
      state: state.name,
      message:
        name === 'eval'
          ? `${location} calls $eval, which Step Functions does not offer: write the expression itself, or use $parse for JSON`
          : `${location} calls $${name}, which neither JSONata nor Step Functions has: correct the name, or define it in the expression`,
    }));
  });
