import { flatSteps, type SagaDefinition, SagaError } from '../saga';
import type { ParticipantFunction } from './participant-function';

/**
 * What the definition says that a participant writes is what its function may write.
 * @throws SagaError `RecordsMissing`, `TableNotGranted`: names saga, participant, steps and remedy
 */
export const checkBooks = (
  definition: SagaDefinition,
  by: string,
  participant: ParticipantFunction,
): void => {
  const steps = flatSteps(definition)
    .filter((step) => step.by === by)
    .map(({ name }) => name)
    .join(', ');
  const who = `participant '${by}' of saga '${definition.name}' (${steps})`;
  const declared = definition.records[by] ?? {};
  if (JSON.stringify(declared) !== JSON.stringify(participant.records)) {
    throw new SagaError(
      'RecordsMissing',
      `${who} keeps ${listed(Object.keys(declared))} by the definition, and its function was given ` +
        `${listed(Object.keys(participant.records))}: give it \`records: definition.records['${by}']\``,
    );
  }
  const tables = definition.tables[by] ?? [];
  const missing = tables.find((table) => participant.tables[table] === undefined);
  if (missing !== undefined) {
    throw new SagaError(
      'TableNotGranted',
      `${who} writes to table '${missing}', which its function was not given: add \`tables: { '${missing}': … }\``,
    );
  }
  const surplus = Object.keys(participant.tables).find((table) => !tables.includes(table));
  if (surplus === undefined) return;
  throw new SagaError(
    'TableNotGranted',
    `the function of ${who} was given table '${surplus}', which the definition does not name: ` +
      `add it to \`tables['${by}']\`, or take it away`,
  );
};

const listed = (types: readonly string[]): string =>
  types.length === 0 ? 'no records' : `records of ${types.map((type) => `'${type}'`).join(', ')}`;
