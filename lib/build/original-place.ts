import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `at name (FILE:LINE:COLUMN)` and `at FILE:LINE:COLUMN`, of V8. */
const FRAME = /^ +at (?:.*\()?(.+):(\d+):(\d+)\)?$/gm;

/**
 * The first place of a stack trace in a source of the project: `lib/sagas/order.ts:12:5`. What runs from a bundle is
 * looked up in its map.
 * @param root folder of the project
 */
export const originalPlace = (stack: string, root: string): string | undefined => {
  for (const [, where = '', line, column] of stack.matchAll(FRAME)) {
    const file = where.startsWith('file:') ? fileURLToPath(where) : where;
    const place = mapped(file, Number(line), Number(column));
    const path = relative(root, place.file);
    const isOwn = isAbsolute(place.file) && !path.startsWith('..') && !path.includes('node_modules');
    if (isOwn) return `${path}:${place.line}:${place.column}`;
  }
  return undefined;
};

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

const mapped = (file: string, line: number, column: number): Place => {
  const map = `${file}.map`;
  if (!isAbsolute(file) || !existsSync(map)) return { file, line, column };
  const found = new SourceMap(JSON.parse(readFileSync(map, 'utf8')) as SourceMapPayload).findEntry(
    line - 1,
    column - 1,
  );
  if (!('originalSource' in found)) return { file, line, column };
  return {
    file: resolve(join(dirname(file), found.originalSource)),
    line: found.originalLine + 1,
    column: found.originalColumn + 1,
  };
};
