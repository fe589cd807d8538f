import { decide, type Known, TransientError, type When } from '../../lib/saga';

/**
 * Whether a conditional step is asked for, from what the log holds. Text is evaluated as the state machine does it, with
 * JSONata, which is loaded for that alone.
 * @throws TransientError `ConditionUndecided`: one that fails decides nothing
 */
export const decideWhen = async (when: When, known: Known): Promise<boolean> => {
  if (typeof when !== 'string') return decide(when, known);
  try {
    const { default: jsonata } = await import('jsonata');
    return (await jsonata(when).evaluate(undefined, known)) === true;
  } catch (error) {
    const reason = (error as Partial<Error>).message ?? 'unknown';
    throw new TransientError('ConditionUndecided', `the condition could not be decided: ${reason}`, {
      cause: error,
    });
  }
};
