import type { DeadLetter, StepLetter } from './dead-letter';
import { listDeadLetters } from './list-dead-letters';
import type { OperationPorts } from './operation-ports';
import { lookAtQueues } from './queue-letters';
import { type Redriven, redriveDeadLetter } from './redrive-dead-letters';
import { removeCopies } from './remove-copies';

/**
 * Milliseconds for which a letter that an operator sent again is left to the redriver: it tries in growing delays, up to
 * an hour apart. Whoever repeats a redrive that was broken off sends only what is missing.
 */
const UNDER_WAY_MS = 3_600_000;
/** Letters that are sent at the same time. */
const SENDS = 8;

export interface RedriveAllOptions {
  /** Also what exists in the dead-letter queue alone. */
  readonly queue?: boolean;
  /** Ends it after the letters that are being sent. */
  readonly signal?: AbortSignal;
  /** Told whenever some letters have been looked after. */
  readonly onProgress?: (done: readonly Redriven[]) => void;
}

export interface RedrivenAll {
  readonly redriven: readonly Redriven[];
  /** Letters that an operator sent within the last hour. */
  readonly underWay: readonly StepLetter[];
  /** It was ended before all were looked after: the same command sends the rest. */
  readonly interrupted: boolean;
}

/**
 * Sends everything that was given up again: each letter costs the same few calls, however many there are. Then one pass
 * over the dead-letter queue takes the copies of what was sent away.
 */
export const redriveAll = async (
  ports: OperationPorts,
  { queue = false, signal, onProgress = () => undefined }: RedriveAllOptions = {},
): Promise<RedrivenAll> => {
  const redriven: Redriven[] = [];
  const underWay: StepLetter[] = [];
  const known = new Set<string>();
  const isEnded = (): boolean => signal?.aborted === true;
  let batch: DeadLetter[] = [];
  const sendBatch = async (): Promise<void> => {
    redriven.push(...(await Promise.all(batch.map((letter) => redriveDeadLetter(ports, letter)))));
    batch = [];
    onProgress(redriven);
  };
  const take = async (letter: DeadLetter): Promise<void> => {
    if (letter.kind === 'step') known.add(letter.sagaId);
    if (letter.kind === 'step' && isUnderWay(letter, ports)) underWay.push(letter);
    else batch.push(letter);
    if (batch.length === SENDS) await sendBatch();
  };

  for await (const letter of listDeadLetters(ports)) {
    if (isEnded()) break;
    await take(letter);
  }
  if (queue && !isEnded()) {
    const { messages, steps } = await lookAtQueues(ports, known);
    for (const letter of [...steps, ...messages]) {
      if (isEnded()) break;
      await take(letter);
    }
  }
  const interrupted = isEnded();
  if (!interrupted) await sendBatch();
  const done = redriven.filter(({ outcome }) => outcome !== 'left').map(({ letter }) => letter);
  await removeCopies(ports, [...done, ...underWay]);
  return { redriven, underWay, interrupted };
};

const isUnderWay = ({ redriven, message }: StepLetter, { clock }: OperationPorts): boolean =>
  message.place === 'errors-queue' && redriven !== null && clock.now() - Date.parse(redriven) < UNDER_WAY_MS;
