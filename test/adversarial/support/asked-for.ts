import jsonata from 'jsonata';
import { conditionSource } from '../../../lib/asl';
import type { SagaStep } from '../../../lib/saga';

/** Whether a step is asked for, by its condition alone; a condition that cannot be decided does not ask. */
export const isAskedFor = async (
  { when }: SagaStep,
  input: unknown,
  results: Readonly<Record<string, unknown>>,
): Promise<boolean> => {
  if (when === undefined) return true;
  try {
    return (
      (await jsonata(typeof when === 'string' ? when : conditionSource(when)).evaluate(undefined, {
        input,
        results,
      })) === true
    );
  } catch {
    return false;
  }
};
