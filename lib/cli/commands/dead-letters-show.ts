import pc from 'picocolors';
import { deadLettersOf, type StepLetter } from '../../operations';
import { EXIT } from '../command';
import type { CliHost } from '../host';
import { placeOf } from '../operator/letter-place';
import { printJson } from '../operator/print';
import { locate } from '../operator/with-deployment';
import type { LettersVerb } from './dead-letters-options';

export const showLetters: LettersVerb = async (host, deployment, options, id = '') => {
  const { ports } = await locate(host, deployment, id);
  const letters = await deadLettersOf(ports, id);
  if (options.json) printJson(host, { sagaId: id, deadLetters: letters });
  else if (letters.length === 0) host.stdout(`nothing of ${id} was given up\n`);
  else for (const letter of letters) print(host, letter);
  return EXIT.ok;
};

const print = (host: CliHost, letter: StepLetter): void => {
  const colors = pc.createColors(host.color);
  const lines: readonly (readonly [string, string])[] = [
    ['saga', `${letter.sagaId} (${letter.sagaName}), ${letter.sagaStatus}`],
    ['step', `${letter.step}, by ${letter.participant}`],
    ['error', `${letter.error.error}: ${letter.error.cause}`],
    ['attempts', `${letter.attempts}, the last ${letter.lastAttempt ?? 'unknown'}`],
    ['given up', letter.since],
    ...(letter.waitsFor === null ? [] : [['waits for', `${letter.waitsFor}, which comes first`] as const]),
    ['message', placeOf(letter.message)],
  ];
  host.stdout(`${colors.bold(letter.command)}\n`);
  for (const [name, value] of lines) host.stdout(`  ${colors.dim(name.padEnd(9))} ${value}\n`);
};
