import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';

export type Cells = readonly (string | number)[];

/** Columns alone, without a frame. */
const NO_FRAME = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'right', 'right-mid', 'mid', 'mid-mid'],
  ].map((part) => [part, '']),
);
NO_FRAME.middle = ' ';

/** Between two columns. */
const GAP = 3;

/** Before what stands under a row. */
const INDENT = '     ';

/**
 * Rows under bold titles, without a frame and without the blanks that would fill up the last column. Where they are too
 * wide, the last cells of each row stand under it, with their titles: nothing is cut off.
 * @param columns characters of a line; undefined: as many as it takes
 */
export const plainTable = (
  colors: Colors,
  head: readonly string[],
  rows: readonly Cells[],
  columns: number | undefined,
): string => {
  const beside = columns === undefined ? head.length : fitting([head, ...rows], columns);
  const table = new Table({
    head: head.slice(0, beside).map((title) => colors.bold(title)),
    style: { head: [], border: [], compact: true },
    chars: NO_FRAME,
  });
  for (const row of rows) table.push([...row.slice(0, beside)]);
  const [titles = '', ...lines] = table.toString().replace(/ +$/gm, '').split('\n');
  const under = rows.map((row) =>
    wrapped(
      row.slice(beside).flatMap((cell, index) => (cell === '' ? [] : `${head[beside + index]} ${cell}`)),
      columns ?? 0,
    ),
  );
  return [titles, ...lines.flatMap((line, index) => [line, ...(under[index] ?? [])])].join('\n');
};

const widthOf = (cell: string | number): number => stripVTControlCharacters(String(cell)).length;

/** How many of the first columns fit beside each other: one at least. */
const fitting = (rows: readonly Cells[], columns: number): number => {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => widthOf(row[index] ?? ''))));
  let used = 1;
  const tooMuch = widths.findIndex((width) => {
    used += width + GAP;
    return used - GAP > columns;
  });
  return tooMuch < 0 ? widths.length : Math.max(1, tooMuch);
};

/** Parts in lines of at most so many characters, broken between words. */
const wrapped = (parts: readonly string[], columns: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of parts.join(', ').split(' ')) {
    if (word === '') continue;
    const longer = line === '' ? INDENT + word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > columns) {
      lines.push(line);
      line = INDENT + word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
};
