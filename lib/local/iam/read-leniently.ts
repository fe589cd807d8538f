import { statementOf, statementsIn, UnknownInPolicy } from './read-policy';
import type { Statement } from './statement';

/**
 * The statements of a policy document, of which somebody else's app may say more than is evaluated here. What is not
 * understood denies: an Allow allows nothing, a Deny holds whatever its condition.
 * @param note told of each in one sentence
 */
export const readLeniently = (
  document: unknown,
  where: string,
  note: (sentence: string) => void,
): readonly Statement[] =>
  statementsIn(document, where).flatMap(({ value, id }) => {
    try {
      return [statementOf(value, id)];
    } catch (error) {
      if (!(error instanceof UnknownInPolicy)) throw error;
      const { what } = error;
      if (value.Effect !== 'Deny') {
        note(`${what}: it allows nothing here`);
        return [];
      }
      note(`${what}: it denies here whatever its condition`);
      return unconditional({ ...value, Condition: undefined }, id);
    }
  });

const unconditional = (value: Readonly<Record<string, unknown>>, id: string): readonly Statement[] => {
  try {
    return [statementOf(value, id)];
  } catch {
    // Nobody that is known here is meant.
    return [];
  }
};
