import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { applyRecord, type QueueStates, type SqsRecord, snapshot } from './records';

/** Where changes are kept. */
export interface Journal {
  append(record: SqsRecord): void;
  close(): void;
}

/** Keeps nothing: queues in memory. */
export const noJournal: Journal = { append: () => undefined, close: () => undefined };

/**
 * An append-only file, one record a line. A record is with the operating system before its call is answered, so a
 * killed process loses nothing that was answered; a line that was cut off by the kill was never answered and is dropped.
 * (It is not flushed to the device on each call: a machine that loses power may lose the latest records.)
 */
export const openJournal = (file: string, states: QueueStates): Journal => {
  for (const record of recordsIn(file)) applyRecord(states, record);
  compact(file, states);
  const handle = openSync(file, 'a');
  return {
    append: (record) => {
      const line = Buffer.from(`${JSON.stringify(record)}\n`, 'utf8');
      for (let written = 0; written < line.length; ) written += writeSync(handle, line, written);
    },
    close: () => closeSync(handle),
  };
};

function* recordsIn(file: string): Generator<SqsRecord> {
  const lines = contentOf(file).split('\n');
  // What follows the last newline was cut off.
  lines.pop();
  for (const [index, line] of lines.entries()) {
    try {
      yield JSON.parse(line) as SqsRecord;
    } catch {
      throw new Error(
        `${file}, line ${index + 1} is damaged: restore the file, or remove it to start without messages.`,
      );
    }
  }
}

const contentOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
};

/** Replaces the file by one with the state alone; whenever it is interrupted, one of the two is whole. */
const compact = (file: string, states: QueueStates): void => {
  const next = `${file}.next`;
  const handle = openSync(next, 'w');
  writeFileSync(
    handle,
    snapshot(states)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
  fsyncSync(handle);
  closeSync(handle);
  renameSync(next, file);
};
