import { KNOWN_FUNCTIONS } from '../../jsonata/functions';
import { usesOf } from '../../jsonata/variables';
import { outerScopes, type Scope } from '../../walk';
import type { Check } from '../check';
import { assignedIn, reachingVariables } from '../reach';

/**
 * Every variable is assigned on some path that reaches the state. Two uses are total without that: where `$exists` is
 * asked first, and as an item of an array constructor, which drops what is missing; there the name must at least be
 * assigned somewhere in sight, or it is misspelt.
 */
export const unknownVariable: Check = ({ machine, expressions }) => {
  const reaching = reachingVariables(machine);
  return expressions.flatMap(({ state, location, parsed }) => {
    if (!parsed.ok) return [];
    const assigned = reaching(state);
    const inSight = assignedInSight(state.scope);
    const unknown = usesOf(parsed.ast)
      .filter(({ name, role }) => {
        if (role === 'function' || role === 'asked' || KNOWN_FUNCTIONS.has(name)) return false;
        return !assigned.has(name) && !(role === 'element' && inSight.has(name));
      })
      .map(({ name }) => name);
    return [...new Set(unknown)].map((name) => ({
      state: state.name,
      message:
        `${location} uses $${name}, which no path to this state assigns: ` +
        `assign it before, correct its name, or ask $exists($${name}) first`,
    }));
  });
};

const assignedInSight = (scope: Scope): ReadonlySet<string> =>
  new Set([scope, ...outerScopes(scope)].flatMap((each) => [...assignedIn(each)]));
