import type { InvocationResult } from '../lambda';

interface BatchResponse {
  readonly batchItemFailures?: readonly { readonly itemIdentifier?: unknown }[] | null;
}

/**
 * The messages of a batch that failed. Without partial responses it is all or none; with them an answer that is
 * malformed, or that names a message which was not in the batch, fails the whole batch (as Lambda has it).
 */
export const failedMessages = (
  batch: readonly string[],
  result: InvocationResult,
  partialResponses: boolean,
): ReadonlySet<string> => {
  const all = new Set(batch);
  if (result.functionError) return all;
  if (!partialResponses) return new Set();
  let failures: BatchResponse['batchItemFailures'];
  try {
    failures = (JSON.parse(result.payload) as BatchResponse | null)?.batchItemFailures;
  } catch {
    return all;
  }
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return all;
  const named = failures.map(
    (failure: { readonly itemIdentifier?: unknown } | null) => failure?.itemIdentifier,
  );
  return named.every((id): id is string => typeof id === 'string' && all.has(id)) ? new Set(named) : all;
};
