import {
  type DeadLetter,
  deadLettersOf,
  listDeadLetters,
  type OperationPorts,
  type Redriven,
  redriveDeadLetter,
} from '../../operations';
import { SagaError } from '../../saga';
import { EXIT } from '../command';
import { lastLine } from '../operator/last-line';
import { printJson } from '../operator/print';
import { type Deployment, locate } from '../operator/with-deployment';
import type { LettersOptions, LettersVerb } from './dead-letters-options';

export const redriveLetters: LettersVerb = async (host, deployment, options, id) => {
  const progress = lastLine(host);
  const redriven: Redriven[] = [];
  for await (const { ports, letter } of chosen(deployment, options, id)) {
    redriven.push(await redriveDeadLetter(ports, letter));
    progress.show(`${redriven.length} dead letters sent`);
  }
  progress.clear();
  const sent = redriven.filter(({ outcome }) => outcome === 'sent');
  const left = redriven.filter(({ outcome }) => outcome === 'left');
  if (options.json) {
    printJson(host, { sent: sent.map(({ letter }) => letter), left: left.map(({ letter }) => letter) });
  } else {
    for (const { letter } of sent) host.stdout(`${nameOf(letter)} is tried again\n`);
    for (const { letter } of left) host.stdout(`${nameOf(letter)} is left: no saga accounts for it\n`);
    if (redriven.length === 0) host.stdout('no dead letters\n');
  }
  return EXIT.ok;
};

interface Chosen {
  readonly ports: OperationPorts;
  readonly letter: DeadLetter;
}

async function* chosen(
  deployment: Deployment,
  { step }: LettersOptions,
  id: string | undefined,
): AsyncGenerator<Chosen> {
  if (id === undefined) {
    for (const { ports } of deployment.sagas) {
      // All are found before the first is sent: sending one changes the list.
      const letters: DeadLetter[] = [];
      for await (const letter of listDeadLetters(ports)) letters.push(letter);
      for (const letter of letters) yield { ports, letter };
    }
    return;
  }
  const { ports } = await locate(deployment, id);
  const letters = (await deadLettersOf(ports, id)).filter(
    (letter) => step === undefined || letter.step === step,
  );
  if (letters.length === 0) {
    const what = step === undefined ? 'nothing' : `no step '${step}'`;
    throw new SagaError('NoDeadLetter', `${what} of saga '${id}' was given up: there is nothing to redrive`);
  }
  for (const letter of letters) yield { ports, letter };
}

const nameOf = (letter: DeadLetter): string =>
  letter.kind === 'step'
    ? `${letter.command} of ${letter.sagaId}`
    : `message ${letter.messageId} about ${letter.name ?? 'nothing that can be read'}`;
