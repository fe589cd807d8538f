import { type DeadLetter, listDeadLetters, lookAtQueues } from '../../operations';
import { EXIT } from '../command';
import type { CliHost } from '../host';
import { amongSagas } from '../operator/among-sagas';
import type { DeployedSaga } from '../operator/deployed-saga';
import { lastLine } from '../operator/last-line';
import { placeOf } from '../operator/letter-place';
import { parseLimit } from '../operator/parse-limit';
import { printJson, printTable, shortTime } from '../operator/print';
import type { LettersOptions, LettersVerb } from './dead-letters-options';

/** Rows that are printed at once. */
const ROWS = 50;

/** Page by page, as they are found: there may be thousands. */
export const listLetters: LettersVerb = async (host, deployment, options) => {
  const limit = parseLimit(options.limit);
  const progress = lastLine(host);
  const all: DeadLetter[] = [];
  let rows: DeadLetter[] = [];
  let count = 0;
  const print = (): void => {
    progress.clear();
    printRows(host, rows);
    rows = [];
  };
  const take = (letter: DeadLetter): boolean => {
    count++;
    if (options.json) all.push(letter);
    else rows.push(letter);
    if (rows.length === ROWS) print();
    // Before the next one is asked for: it may be the first of a page that nobody wants to see.
    return count !== limit;
  };
  await amongSagas(host, deployment.sagas, async ({ stream }) => {
    for (const saga of deployment.sagas) {
      for await (const letter of stream(saga, found(host, saga, options, progress.show))) {
        if (!take(letter)) return;
      }
    }
  }).finally(progress.clear);
  if (options.json) printJson(host, { deadLetters: all });
  else if (count === 0) host.stdout('no dead letters\n');
  else if (rows.length > 0) print();
  return EXIT.ok;
};

async function* found(
  host: CliHost,
  { ports, definition }: DeployedSaga,
  { queue }: LettersOptions,
  show: (text: string) => void,
): AsyncGenerator<DeadLetter> {
  const known = new Set<string>();
  const letters = listDeadLetters(ports, (looked) => show(`${definition.name}: ${looked} sagas read`));
  for await (const letter of letters) {
    known.add(letter.sagaId);
    yield letter;
  }
  if (!queue) return;
  const { steps, messages, more } = await lookAtQueues(ports, known);
  yield* steps;
  yield* messages;
  if (more) host.stderr(`${definition.name}: the queues hold more messages than were looked at\n`);
}

const printRows = (host: CliHost, letters: readonly DeadLetter[]): void =>
  printTable(
    host,
    ['saga', 'command', 'error', 'attempts', 'since', 'message'],
    letters.map((letter) =>
      letter.kind === 'step'
        ? [
            letter.sagaId,
            letter.command,
            letter.error.error,
            letter.attempts,
            shortTime(letter.since),
            placeOf(letter.message),
          ]
        : [
            letter.sagaId ?? '',
            letter.name ?? (letter.about === 'request' ? 'request' : 'unreadable'),
            letter.error ?? '',
            letter.receiveCount,
            '',
            letter.about === 'request' ? 'refused requests' : 'dead-letter queue',
          ],
    ),
  );
