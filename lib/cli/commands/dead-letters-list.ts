import { type DeadLetter, type LetterMessage, listDeadLetters } from '../../operations';
import { EXIT } from '../command';
import { lastLine } from '../operator/last-line';
import { printJson, printTable, shortTime } from '../operator/print';
import type { LettersVerb } from './dead-letters-options';

export const listLetters: LettersVerb = async (host, { sagas }, options) => {
  const letters: DeadLetter[] = [];
  const progress = lastLine(host);
  for (const { ports, definition } of sagas) {
    const found = listDeadLetters(ports, (looked) =>
      progress.show(`${definition.name}: ${looked} sagas read`),
    );
    for await (const letter of found) letters.push(letter);
  }
  progress.clear();
  if (options.json) printJson(host, { deadLetters: letters });
  else if (letters.length === 0) host.stdout('no dead letters\n');
  else {
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
              letter.name ?? 'unreadable',
              letter.error ?? '',
              letter.receiveCount,
              '',
              'dead-letter queue',
            ],
      ),
    );
  }
  return EXIT.ok;
};

export const placeOf = (message: LetterMessage): string => {
  switch (message.place) {
    case 'errors-queue':
      return 'tried again by itself';
    case 'dead-letter-queue':
      return `dead-letter queue, until ${shortTime(message.until)}`;
    case 'expired':
      return 'expired';
  }
};
