import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** One earlier folder stays: somebody may still be reading it. */
const KEPT_BESIDE = 1;

const DRAFT = 'draft-';

/** A folder beside the kept ones, to write in; `keepDraft` makes it one of them. */
export const newDraft = (cache: string): string => {
  mkdirSync(cache, { recursive: true });
  return join(cache, `${DRAFT}${randomUUID()}`);
};

/**
 * Makes a draft the folder of its key, in one step, and drops what is old. Somebody else may have made the same meanwhile:
 * then theirs stands.
 * @returns the folder
 */
export const keepDraft = (cache: string, draft: string, key: string): string => {
  const folder = join(cache, key);
  try {
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
  }
  dropOthers(cache, key);
  return folder;
};

const dropOthers = (cache: string, key: string): void => {
  const others = readdirSync(cache, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== key && !entry.name.startsWith(DRAFT))
    .map(({ name }) => ({ path: join(cache, name), time: statSync(join(cache, name)).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { path } of others.slice(KEPT_BESIDE)) rmSync(path, { recursive: true, force: true });
};

/** Replaces a file in one step, so that a reader never sees half of it. */
export const replaceFile = (file: string, content: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
};
