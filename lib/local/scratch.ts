import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Temporary folders of a stack, made when they are asked for. */
export class Scratch {
  private readonly folders: string[] = [];

  folder(purpose: string): string {
    const folder = mkdtempSync(join(tmpdir(), `embedded-stack-${purpose}-`));
    this.folders.push(folder);
    return folder;
  }

  remove(): void {
    for (const folder of this.folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}
