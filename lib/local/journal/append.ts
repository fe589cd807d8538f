import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { cannotUse } from './read-journal';

const textOf = (lines: readonly unknown[]): Buffer =>
  Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), 'utf8');

const writeAll = (handle: number, content: Buffer): void => {
  for (let written = 0; written < content.length; ) written += writeSync(handle, content, written);
};

/**
 * Appends lines, together: they are with the operating system when `append` returns, so a killed process loses nothing
 * that was answered. (They are not flushed to the device on each call: a machine that loses power may lose the latest.)
 */
export const openAppender = (path: string): { append(...lines: readonly unknown[]): void; close(): void } => {
  const handle = openSync(path, 'a');
  return {
    append: (...lines) => {
      const before = fstatSync(handle).size;
      try {
        writeAll(handle, textOf(lines));
      } catch (error) {
        // On a full disk a part may be there: the next line must not be joined to it.
        ftruncateSync(handle, before);
        throw error;
      }
    },
    close: () => closeSync(handle),
  };
};

/** Writes a journal anew, beside the old one, which it replaces: whenever it is interrupted, one of the two is whole. */
export const replaceJournal = (path: string, lines: readonly unknown[]): void => {
  const next = `${path}.next`;
  try {
    const handle = openSync(next, 'w');
    try {
      writeAll(handle, textOf(lines));
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(next, path);
  } catch (error) {
    throw cannotUse(path, (error as NodeJS.ErrnoException).code ?? String(error));
  }
};
