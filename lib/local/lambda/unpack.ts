import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { unzipSync } from 'fflate';

/** Writes what a .zip archive holds into a folder. @throws Error when it is no archive, or would write elsewhere */
export const unpack = (archive: string, folder: string): void => {
  for (const [name, content] of Object.entries(entriesOf(archive))) {
    if (name.endsWith('/')) continue;
    const path = resolve(folder, name);
    if (!path.startsWith(`${resolve(folder)}${sep}`)) {
      throw new Error(`${archive} holds ${name}, which leads out of its folder: make the archive anew`);
    }
    mkdirSync(dirname(join(path)), { recursive: true });
    writeFileSync(path, content);
  }
};

const entriesOf = (archive: string): Readonly<Record<string, Uint8Array>> => {
  try {
    return unzipSync(readFileSync(archive));
  } catch (error) {
    throw new Error(`${archive} is no .zip archive (${(error as Error).message}): synthesize the app again`);
  }
};
