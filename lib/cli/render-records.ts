import pc from 'picocolors';
import type { RecordRow, RecordsList } from '../operations';
import type { CliHost } from './host';
import { plainTable } from './plain-table';
import { cut, valueText } from './record-text';

/** Columns of a line, where the terminal has no fewer. */
const MOST_COLUMNS = 80;
/** Characters of an id, and of an attribute's name: each stands whole in the JSON. */
const LONGEST_ID = 60;
const LONGEST_NAME = 30;

/** A table a type: id, version, the open saga that has touched it last, then what attributes its records have. */
export const renderRecords = (
  { records, next }: RecordsList,
  { color, columns = MOST_COLUMNS }: Pick<CliHost, 'color' | 'columns'>,
): string => {
  const types = [...new Set(records.map(({ type }) => type))].sort();
  const tables = types.map((type) =>
    tableOf(
      type,
      records.filter((record) => record.type === type),
      pc.createColors(color),
      Math.min(columns, MOST_COLUMNS),
    ),
  );
  if (tables.length === 0) tables.push(next === null ? 'no records' : 'no records among those looked at');
  return [...tables, ...(next === null ? [] : [`there may be more: go on with --next ${next}`])]
    .map((part) => `${part}\n`)
    .join('\n');
};

const tableOf = (
  type: string,
  records: readonly RecordRow[],
  colors: ReturnType<typeof pc.createColors>,
  columns: number,
): string => {
  const rows = [...records].sort((a, b) => (a.id < b.id ? -1 : 1));
  const own = [...new Set(rows.flatMap((row) => Object.keys(ownOf(row))))].sort(statusFirst);
  return plainTable(
    colors,
    [type, 'version', 'pending', ...own.map((name) => cut(name, LONGEST_NAME))],
    rows.map((row) => [
      cut(row.id, LONGEST_ID),
      row.version,
      row.pending === null ? '' : valueText(`${row.pending.saga}/${row.pending.step}`),
      ...own.map((name) => valueText(row[name])),
    ]),
    columns,
  );
};

/** What the participant wrote; the rest is the protocol's. */
export const ownOf = ({
  type: _type,
  id: _id,
  version: _version,
  writtenBy: _writtenBy,
  pending: _pending,
  ...own
}: RecordRow): Readonly<Record<string, unknown>> => own;

/** `status` before all others, those by name. */
export const statusFirst = (a: string, b: string): number => {
  if (a === b) return 0;
  if (a === 'status' || b === 'status') return a === 'status' ? -1 : 1;
  return a < b ? -1 : 1;
};
