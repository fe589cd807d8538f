import { openAppender, readJournal, replaceJournal, setAside } from '../journal';
import { applyRecord, isRecord, type QueueStates, type SqsRecord, snapshot } from './records';

/** Where changes are kept. */
export interface Journal {
  append(record: SqsRecord): void;
  close(): void;
}

/** Keeps nothing: queues in memory. */
export const noJournal: Journal = { append: () => undefined, close: () => undefined };

/**
 * An append-only file, one record a line. What cannot be read of it is kept aside, and told; a message that was lost
 * with it is one that the sweeper misses and sends again.
 * @param tell told in one sentence of what could not be read
 */
export const openJournal = (file: string, states: QueueStates, tell: (note: string) => void): Journal => {
  const entries = readJournal(file, isRecord);
  for (const entry of entries) if ('line' in entry) applyRecord(states, entry.line);
  const note = setAside(file, entries);
  if (note !== undefined) tell(note);
  replaceJournal(file, snapshot(states));
  const appender = openAppender(file);
  return { append: (record) => appender.append(record), close: appender.close };
};
