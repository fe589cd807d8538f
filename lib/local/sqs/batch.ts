import { type JsonObject, ServiceError } from '../http';
import { sqsError } from './errors';

const MOST_ENTRIES = 10;
const ENTRY_ID = /^[A-Za-z0-9_-]{1,80}$/;

export type BatchEntry = JsonObject & { readonly Id: string };

/** The entries of a batch; an empty one, one too long, or one whose ids are not distinct is refused as a whole. */
export const entriesOf = (input: JsonObject, shape: string): BatchEntry[] => {
  const entries = (input.Entries ?? []) as BatchEntry[];
  if (entries.length === 0) {
    throw sqsError('EmptyBatchRequest', `There should be at least one ${shape} in the request.`);
  }
  if (entries.length > MOST_ENTRIES) {
    throw sqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MOST_ENTRIES}. You have sent ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!ENTRY_ID.test(Id ?? '')) {
      throw sqsError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (seen.has(Id)) throw sqsError('BatchEntryIdsNotDistinct', `Id ${Id} repeated.`);
    seen.add(Id);
  }
  return entries;
};

/** Runs each entry on its own; a refused one is reported beside the others. */
export const eachEntry = (
  entries: readonly BatchEntry[],
  run: (entry: BatchEntry) => JsonObject,
): { Successful: JsonObject[]; Failed: JsonObject[] } => {
  const Successful: JsonObject[] = [];
  const Failed: JsonObject[] = [];
  for (const entry of entries) {
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      Failed.push({
        Id: entry.Id,
        Code: error.code,
        Message: error.message,
        SenderFault: error.status < 500,
      });
    }
  }
  return { Successful, Failed };
};
