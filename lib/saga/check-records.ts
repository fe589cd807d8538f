import type { SagaDefinition } from './definition';
import { RECORD_ATTRIBUTES, RECORD_TYPE } from './record';
import { participantNames } from './steps';
import { WHEN_UNDONE } from './when-undone';

/** Attributes of other items of the table: an index takes in the table as a whole. */
const TAKEN_ATTRIBUTES: readonly string[] = [
  ...RECORD_ATTRIBUTES,
  ...[
    'state',
    'result',
    'effects',
    'records',
    'writes',
    'undid',
    'answer',
    'until',
    'outside',
    'outsidePending',
  ],
  ...['available', 'last', 'change'],
];

/** Characters of a type's name. */
const LONGEST_TYPE = 64;
/** Names of tables become parts of names of environment variables and constructs. */
const TABLE_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const recordsAreKept = (definition: SagaDefinition): readonly string[] => [
  ...Object.keys(definition.records).flatMap((by) => participates(definition, by, 'records')),
  ...Object.entries(definition.records).flatMap(([by, types]) =>
    Object.entries(types).flatMap(([type, { index }]) => [
      ...(RECORD_TYPE.test(type) && type.length <= LONGEST_TYPE
        ? []
        : [`records of '${by}': '${type}' is no name of a type: use lower-case words joined by '-'`]),
      ...(index === undefined || !TAKEN_ATTRIBUTES.includes(index)
        ? []
        : [`records of '${by}': '${type}' has an index by '${index}', which is not its own: use another`]),
    ]),
  ),
];

const tablesAreNamed = (definition: SagaDefinition): readonly string[] => [
  ...Object.keys(definition.tables).flatMap((by) => participates(definition, by, 'tables')),
  ...Object.entries(definition.tables).flatMap(([by, tables]) =>
    tables
      .filter((table) => !TABLE_NAME.test(table))
      .map((table) => `tables of '${by}': '${table}' is no name: use lower-case words joined by '-'`),
  ),
];

const somebodyHears = (definition: SagaDefinition, commands: readonly string[]): readonly string[] => {
  const { whenUndone } = definition;
  if (commands.includes(WHEN_UNDONE))
    return [`command '${WHEN_UNDONE}' has the name of the handler that hears of an undone saga: rename it`];
  return whenUndone === undefined ? [] : participates(definition, whenUndone, 'whenUndone');
};

const participates = (definition: SagaDefinition, name: string, option: string): readonly string[] => {
  const known = participantNames(definition);
  return known.includes(name)
    ? []
    : [`${option} names '${name}', who takes no part: use one of ${known.join(', ')}`];
};

/** Findings on what a definition says about records, tables and who hears of its undoing; `commands` are all of its names. */
export const checkRecords = (definition: SagaDefinition, commands: readonly string[]): readonly string[] => [
  ...recordsAreKept(definition),
  ...tablesAreNamed(definition),
  ...somebodyHears(definition, commands),
];
