import Table from 'cli-table3';
import pc from 'picocolors';
import type { CliHost } from '../host';

/** One JSON object on stdout. */
export const printJson = (host: CliHost, value: unknown): void =>
  host.stdout(`${JSON.stringify(value, null, 2)}\n`);

/** Rows under bold titles, without a frame. */
export const printTable = (
  host: CliHost,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void => {
  const colors = pc.createColors(host.color);
  const table = new Table({
    head: head.map((title) => colors.bold(title)),
    style: { head: [], border: [], compact: true },
    chars: NO_FRAME,
  });
  for (const row of rows) table.push([...row]);
  host.stdout(`${table.toString().replace(/ +$/gm, '')}\n`);
};

const NO_FRAME = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'right', 'right-mid', 'mid', 'mid-mid'],
  ].map((part) => [part, '']),
);
NO_FRAME.middle = ' ';

/** `2026-11-24 10:00:00`: the time of a table. */
export const shortTime = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
