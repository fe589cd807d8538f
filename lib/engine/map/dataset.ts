import { parse } from 'csv-parse/sync';

/** How a dataset is written down: `ReaderConfig` of an ItemReader. */
export interface ReaderConfig {
  readonly InputType?: string;
  readonly Transformation?: string;
  readonly CSVHeaderLocation?: string;
  readonly CSVHeaders?: readonly string[];
  readonly CSVDelimiter?: string;
  readonly ItemsPointer?: string;
  readonly MaxItems?: number;
}

/** A dataset that is not written as its configuration says. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}

const DELIMITERS: Readonly<Record<string, string>> = {
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  SPACE: ' ',
  TAB: '\t',
};

const jsonIn = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new DatasetError(`${what} is not JSON: ${(error as Error).message}`);
  }
};

/** The value that a JSON pointer (RFC 6901) leads to. */
const pointedAt = (root: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null
          ? (value as Readonly<Record<string, unknown>>)[part]
          : undefined,
      root,
    );

const readJson = (text: string, { ItemsPointer }: ReaderConfig): readonly unknown[] => {
  const root = jsonIn(text, 'the object');
  const items = ItemsPointer === undefined ? root : pointedAt(root, ItemsPointer);
  if (Array.isArray(items)) return items;
  const where = ItemsPointer === undefined ? 'the object' : `what ItemsPointer ${ItemsPointer} leads to`;
  throw new DatasetError(`${where} is no JSON array`);
};

const readJsonLines = (text: string): readonly unknown[] =>
  text
    .split(/\r?\n/)
    .flatMap((line, index) => (line.trim() === '' ? [] : [jsonIn(line, `line ${index + 1}`)]));

/** Fields that a row lacks are empty, those beyond the header are left out. Source: developer guide, "ItemReader". */
const readCsv = (text: string, config: ReaderConfig): readonly unknown[] => {
  const { CSVHeaderLocation, CSVHeaders, CSVDelimiter = 'COMMA' } = config;
  let rows: readonly (readonly string[])[];
  try {
    rows = parse(text, {
      bom: true,
      delimiter: DELIMITERS[CSVDelimiter] ?? ',',
      relax_column_count: true,
      skip_empty_lines: true,
    }) as readonly (readonly string[])[];
  } catch (error) {
    throw new DatasetError(`the object is not CSV: ${(error as Error).message}`);
  }
  const given = CSVHeaderLocation === 'GIVEN';
  const header = given ? (CSVHeaders ?? []) : rows[0];
  if (!header) return [];
  return (given ? rows : rows.slice(1)).map((row) =>
    Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])),
  );
};

/** Readers by InputType; a new one is a line here. */
const READERS: Readonly<Record<string, (text: string, config: ReaderConfig) => readonly unknown[]>> = {
  CSV: readCsv,
  JSON: readJson,
  JSONL: readJsonLines,
};

/** The items of a dataset. Throws DatasetError. */
export const itemsOf = (content: Uint8Array, config: ReaderConfig): readonly unknown[] => {
  const type = config.InputType ?? 'JSON';
  const read = READERS[type];
  if (read) return read(new TextDecoder().decode(content), config);
  throw new DatasetError(`InputType ${type} is not read here: use one of ${Object.keys(READERS).join(', ')}`);
};
