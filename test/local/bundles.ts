import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Writes bundles (name → source of `index.mjs`) into a folder of their own; gives the folder. */
export const writeBundles = (sources: Readonly<Record<string, string>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'bundles-'));
  for (const [name, source] of Object.entries(sources)) {
    mkdirSync(join(root, name), { recursive: true });
    writeFileSync(join(root, name, 'index.mjs'), source);
  }
  return root;
};
