import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf } from '../constructs';
import { type DefinitionRecord, recordOf, type SagaDefinition } from '../saga';
import { sagas } from '../sagas';

/** Every version of every saga so far, a file each. */
const FOLDER = join(__dirname, '../sagas/history');

export const readHistory = (folder = FOLDER): readonly DefinitionRecord[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as DefinitionRecord);

/** Writes down the current versions; what is written stays, unless it is to be taken `again`. */
export const writeHistory = (options: {
  readonly again: boolean;
  readonly definitions?: readonly SagaDefinition[];
  readonly folder?: string;
}): void => {
  const { again, definitions = Object.values(sagas), folder = FOLDER } = options;
  for (const definition of definitions) {
    const file = join(folder, fileOf(definition));
    if (again || !existsSync(file)) writeFileSync(file, `${JSON.stringify(recordOf(definition), null, 2)}\n`);
  }
};
