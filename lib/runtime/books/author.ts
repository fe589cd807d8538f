import {
  findStep,
  flatSteps,
  hasCompensation,
  ledgerKey,
  type SagaDefinition,
  type SagaReference,
  type SagaStep,
  sagaKey,
  WHEN_UNDONE,
} from '../../saga';
import type { Author } from './plan-effects';

type Saga = Pick<SagaReference, 'name' | 'id'>;

const kept = (definition: SagaDefinition, by: string): Pick<Author, 'by' | 'types' | 'tables'> => ({
  by,
  types: Object.hasOwn(definition.records, by) ? (definition.records[by] ?? {}) : {},
  tables: Object.hasOwn(definition.tables, by) ? (definition.tables[by] ?? []) : [],
});

/** An action: it claims what it writes for its saga, if it can be undone. */
export const actionAuthor = (definition: SagaDefinition, step: SagaStep, saga: Saga): Author => ({
  ...kept(definition, step.by),
  step: step.name,
  undoable: hasCompensation(step),
  saga,
  key: ledgerKey(saga, step.name),
  claim: hasCompensation(step) ? { saga: sagaKey(saga), step: step.name } : undefined,
});

/** A compensation, or who hears of the undone saga: what they write is final. */
const finalAuthor = (definition: SagaDefinition, by: string, command: string, saga: Saga): Author => ({
  ...kept(definition, by),
  step: command,
  undoable: false,
  saga,
  key: ledgerKey(saga, command),
  claim: undefined,
});

export const undoAuthor = (
  definition: SagaDefinition,
  step: SagaStep<string, string, string>,
  saga: Saga,
): Author => finalAuthor(definition, step.by, step.compensation, saga);

export const undoneAuthor = (definition: SagaDefinition, by: string, saga: Saga): Author =>
  finalAuthor(definition, by, WHEN_UNDONE, saga);

/** Step whose ledger item has what the command wrote. */
export const stepOfCommand =
  (definition: SagaDefinition) =>
  (command: string): string | undefined =>
    findStep(definition, command)?.name ??
    flatSteps(definition).find(({ compensation }) => compensation === command)?.name;
