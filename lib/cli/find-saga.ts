import type { SagaDefinition } from '../saga';
import { sagas } from '../sagas';
import { UsageError } from './command';

/** Argument of every command that is about one saga. */
export const SAGA_ARGUMENT = ['<saga>', `which saga: ${Object.keys(sagas).join(', ')}`] as const;

/** @throws UsageError with the sagas that there are */
export const findSaga = (name: string): SagaDefinition => {
  const definition = Object.hasOwn(sagas, name) ? sagas[name] : undefined;
  if (definition) return definition;
  throw new UsageError(`unknown saga '${name}': use one of ${Object.keys(sagas).join(', ')}`);
};
