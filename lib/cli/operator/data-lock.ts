import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../command';
import { isAlive } from './local-state';

/**
 * Two stacks on one data folder would each overwrite what the other has done. The lock of a process that was killed is
 * taken over.
 * @returns gives it back
 * @throws UsageError when another process has it
 */
export const lockData = (folder: string): (() => void) => {
  const file = join(folder, 'lock');
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      const { code = String(error) } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST')
        throw new UsageError(`${file} cannot be written (${code}): choose another folder`);
    }
    const owner = ownerOf(file);
    // Numbers are given out again: that this process should hold it already is a coincidence.
    if (owner !== undefined && owner !== process.pid && isAlive(owner)) {
      throw new UsageError(`process ${owner} uses '${folder}' already: stop it, or choose another folder`);
    }
    takeAway(file);
  }
};

const takeAway = (file: string): void => {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    throw new UsageError(`${file} cannot be taken away (${code}): remove it, or choose another folder`);
  }
};

const ownerOf = (file: string): number | undefined => {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
};
