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

/** Rows under bold titles, without a frame and without the blanks that would fill up the last column. */
export const plainTable = (colors: Colors, head: readonly string[], rows: readonly Cells[]): string => {
  const table = new Table({
    head: head.map((title) => colors.bold(title)),
    style: { head: [], border: [], compact: true },
    chars: NO_FRAME,
  });
  for (const row of rows) table.push([...row]);
  return table.toString().replace(/ +$/gm, '');
};
