import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';

/** A line of a journal: what it says, or its text where that cannot be read. */
export type JournalEntry<Line> = { readonly line: Line } | { readonly damaged: string };

/** What to do about a file of the data folder that cannot be used. */
export const cannotUse = (path: string, why: string): Error =>
  new Error(`${path} cannot be used (${why}): restore it, or move it away to start without what it holds`);

/**
 * Reads a file of one JSON document a line, each written before anybody was told of it. What follows the last newline
 * was cut off when the process was killed: nobody was ever told of it, so it is no loss. Any other line that cannot be
 * read is damage, and is given as it stands.
 * @throws Error that names the file, when it cannot be read at all
 */
export const readJournal = <Line>(
  path: string,
  isLine: (value: unknown) => value is Line,
): readonly JournalEntry<Line>[] => {
  const entries = contentOf(path)
    .split('\n')
    .slice(0, -1)
    .map((text): JournalEntry<Line> => {
      const value = parse(text);
      return isLine(value) ? { line: value } : { damaged: text };
    });
  if (entries.length > 0 && !entries.some((entry) => 'line' in entry)) {
    throw cannotUse(path, 'none of its lines can be read');
  }
  return entries;
};

const contentOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return '';
    throw cannotUse(path, code ?? message);
  }
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Keeps lines that cannot be read beside the journal, before it is written anew without them.
 * @returns one sentence about it, or undefined when there are none
 */
export const setAside = (path: string, entries: readonly JournalEntry<unknown>[]): string | undefined => {
  const damaged = entries.flatMap((entry) => ('damaged' in entry ? [entry.damaged] : []));
  if (damaged.length === 0) return undefined;
  const aside = `${path}.damaged`;
  const handle = openSync(aside, 'a');
  try {
    for (const text of damaged) writeSync(handle, `${text}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  const lines = damaged.length === 1 ? '1 line' : `${damaged.length} lines`;
  return `${lines} of ${path} could not be read: kept in ${aside}`;
};
