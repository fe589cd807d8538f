import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a bundle was made from.
 * @typedef {object} BundleRecord
 * @property {string} key Name of its folder in the cache.
 * @property {string} node Version of Node.js.
 * @property {Readonly<Record<string, string>>} stamps File or folder, relative to the root → its stamp.
 */

/** File of a bundle that exports `main`. */
export const ENTRY = 'cli.mjs';

/** @param {string} root */
export const cacheOf = (root) => join(root, '.saga', 'cli');

/** @param {string} root */
export const recordOf = (root) => join(cacheOf(root), 'current.json');

/**
 * Tells two states of a file or folder apart without reading them. A file's times and size; its `ctime` changes with
 * every write and cannot be set back, whatever unpacks or copies the file. A folder's names: another file may be found
 * in place of one that was there before.
 * @param {string} root
 * @param {string} path
 */
export const stampOf = (root, path) => {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (!found) return 'none';
  if (found.isDirectory()) return readdirSync(join(root, path)).filter(isSource).sort().join(' ');
  return `${found.ctimeMs} ${found.mtimeMs} ${found.size}`;
};

/** @param {string} name */
const isSource = (name) => /\.(ts|mjs|js|json)$/.test(name);

/**
 * The folder of the bundle of the sources as they are now, or undefined if there is none.
 * @param {string} root folder of the project
 */
export const findBundle = (root) => {
  const record = readRecord(root);
  if (!record || record.node !== process.version) return undefined;
  for (const path in record.stamps) {
    if (stampOf(root, path) !== record.stamps[path]) return undefined;
  }
  const bundle = join(cacheOf(root), record.key);
  return statSync(join(bundle, ENTRY), { throwIfNoEntry: false }) ? bundle : undefined;
};

/**
 * @param {string} root
 * @returns {BundleRecord | undefined}
 */
const readRecord = (root) => {
  try {
    return JSON.parse(readFileSync(recordOf(root), 'utf8'));
  } catch {
    return undefined;
  }
};
