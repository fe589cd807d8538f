import { BusinessError, MAX_RESULT_BYTES } from '../saga';

/**
 * What goes into the ledger is what JSON keeps of a result, so that every attempt answers the same.
 * @throws BusinessError `ResultTooLarge`
 */
export const keptResult = (command: string, result: unknown): unknown => {
  const json = JSON.stringify(result ?? null);
  const bytes = Buffer.byteLength(json);
  if (bytes <= MAX_RESULT_BYTES) return JSON.parse(json) as unknown;
  throw new BusinessError(
    'ResultTooLarge',
    `the result of ${command} has ${bytes} bytes, at most ${MAX_RESULT_BYTES} are allowed: return references`,
  );
};
