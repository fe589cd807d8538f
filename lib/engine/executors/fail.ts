import type { FailState } from '../../asl';
import { StateFailure } from '../errors';
import type { Frame } from '../frame';
import type { Preparation, StateRunner } from '../node';

export const prepareFail = (_state: FailState, { query }: Preparation): StateRunner => {
  const text = async (frame: Frame, field: string): Promise<string | undefined> => {
    const value = await query.read(frame, field);
    if (value === undefined || typeof value === 'string') return value;
    throw query.invalid(
      frame,
      field,
      `The field ${field} must be a string but was: ${JSON.stringify(value)}`,
    );
  };
  return async (frame) => {
    throw new StateFailure(await text(frame, 'Error'), await text(frame, 'Cause'));
  };
};
