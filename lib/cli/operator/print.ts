import pc from 'picocolors';
import type { CliHost } from '../host';
import { type Cells, plainTable } from '../plain-table';

/** One JSON object on stdout. */
export const printJson = (host: CliHost, value: unknown): void =>
  host.stdout(`${JSON.stringify(value, null, 2)}\n`);

/** Rows under bold titles, without a frame. */
export const printTable = (host: CliHost, head: readonly string[], rows: readonly Cells[]): void =>
  host.stdout(`${plainTable(pc.createColors(host.color), head, rows, host.columns)}\n`);

/** `2026-11-24 10:00:00`: the time of a table. */
export const shortTime = (iso: string): string => iso.slice(0, 19).replace('T', ' ');
