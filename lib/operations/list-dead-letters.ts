import type { LoggedSaga } from '../runtime';
import type { SagaHeader, SagaStatus } from '../saga';
import { lettersOf, type StepLetter } from './dead-letter';
import { listSagas } from './list-sagas';
import type { OperationPorts } from './operation-ports';

/** Statuses that a saga with a step that was given up may have; those that are surely stuck first. */
const WITH_LETTERS: readonly SagaStatus[] = ['COMPENSATION_FAILED', 'COMPLETION_FAILED', 'COMPENSATING'];

/** Sagas of one page of the index. */
const PAGE = 50;
/** Logs that are read at the same time. */
const READS = 10;

/**
 * The dead letters of one saga, from its log.
 * @returns none when the log does not know the saga, or nothing of it was given up
 */
export const deadLettersOf = async (ports: OperationPorts, id: string): Promise<readonly StepLetter[]> => {
  const logged = await ports.log.read({ name: ports.definition.name, id });
  return logged ? lettersOf(logged, ports.clock.now()) : [];
};

/**
 * All steps that were given up, as they are found: page by page from the index, newest first, then from each saga's log.
 * No queue is looked at: what lies there is a copy, and may have expired. `onLooked` is told how many sagas were read.
 */
export async function* listDeadLetters(
  ports: OperationPorts,
  onLooked: (sagas: number) => void = () => undefined,
): AsyncGenerator<StepLetter> {
  // A saga's status may change between two pages.
  const seen = new Set<string>();
  for (const status of WITH_LETTERS) {
    for await (const page of listSagas(ports, { status, pageSize: PAGE })) {
      const fresh = page.filter(({ sagaId }) => !seen.has(sagaId));
      for (let start = 0; start < fresh.length; start += READS) {
        const logs = await Promise.all(fresh.slice(start, start + READS).map(logOf(ports)));
        for (const { sagaId } of fresh.slice(start, start + READS)) seen.add(sagaId);
        onLooked(seen.size);
        for (const logged of logs) if (logged) yield* lettersOf(logged, ports.clock.now());
      }
    }
  }
}

const logOf =
  ({ log }: OperationPorts) =>
  ({ sagaName, sagaId }: SagaHeader): Promise<LoggedSaga | undefined> =>
    log.read({ name: sagaName, id: sagaId });
