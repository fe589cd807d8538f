import { statesFieldsRead, whereToRead } from '../../jsonata/states-fields';
import type { Check } from '../check';

/** `$states` is read only for what it holds at that place: no `$states.result` in Arguments. */
export const statesFields: Check = ({ expressions }) =>
  expressions.flatMap(({ state, location, parsed, sees }) => {
    if (!parsed.ok) return [];
    return statesFieldsRead(parsed.ast)
      .filter((field) => !(sees as readonly string[]).includes(field))
      .map((field) => ({
        state: state.name,
        message: `${location} reads $states.${field}, which is not there: ${whereToRead(field)}`,
      }));
  });
