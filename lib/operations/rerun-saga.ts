import { startSaga } from '../runtime';
import { SAGA_ID, SagaError } from '../saga';
import { findSaga, inputOf, lookUpSaga, refuseClosed } from './find-saga';
import type { OperationPorts } from './operation-ports';

export interface Rerun {
  readonly sagaId: string;
  readonly sagaName: string;
  readonly executionArn: string;
  readonly rerunOf: string;
}

/**
 * Starts a saga with the input of another one. An id is used once, so that the new one has an id of its own: the one
 * asked for, else `<id>-2`, `<id>-3` …
 * @throws SagaError `UnknownSaga`, `SagaClosed`, `NoInput`, `SagaIdTaken`, and those of `startSaga`
 */
export const rerunSaga = async (ports: OperationPorts, id: string, newId?: string): Promise<Rerun> => {
  const found = await findSaga(ports, id);
  // What an execution's history still says of it is not taken up again.
  refuseClosed(found);
  const input = inputOf(found);
  if (input === undefined) {
    throw new SagaError('NoInput', `nobody kept the input of saga '${id}': start it again with its input`);
  }
  const answer = { sagaName: ports.definition.name, rerunOf: id };
  if (newId !== undefined) {
    if (SAGA_ID.test(newId) && (await lookUpSaga(ports, newId))) {
      throw new SagaError(
        'SagaIdTaken',
        `there is a saga '${newId}' already: choose another id, ids are used once`,
      );
    }
    const { executionArn } = await startSaga(ports, ports.definition, newId, input);
    return { ...answer, sagaId: newId, executionArn };
  }
  for (let n = 2; ; n++) {
    const sagaId = numbered(id, n);
    if (await lookUpSaga(ports, sagaId)) continue;
    const { executionArn, outcome } = await startSaga(ports, ports.definition, sagaId, input);
    if (outcome === 'started') return { ...answer, sagaId, executionArn };
  }
};

const LONGEST_ID = 64;

const numbered = (id: string, n: number): string => {
  const suffix = `-${n}`;
  return `${id.slice(0, LONGEST_ID - suffix.length)}${suffix}`;
};
