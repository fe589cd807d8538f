import { type DeadLetter, type Redriven, redriveAll, redriveDeadLettersOf } from '../../operations';
import { SagaError } from '../../saga';
import { EXIT } from '../command';
import type { CliHost } from '../host';
import { amongSagas } from '../operator/among-sagas';
import { lastLine } from '../operator/last-line';
import { printJson } from '../operator/print';
import { type Deployment, locate } from '../operator/with-deployment';
import type { LettersOptions, LettersVerb } from './dead-letters-options';

export const redriveLetters: LettersVerb = (host, deployment, options, id) =>
  id === undefined ? redriveEverything(host, deployment, options) : redriveOne(host, deployment, options, id);

const redriveOne = async (
  host: CliHost,
  deployment: Deployment,
  { step, json }: LettersOptions,
  id: string,
): Promise<number> => {
  const { ports } = await locate(host, deployment, id);
  const redriven = await redriveDeadLettersOf(ports, id, step);
  if (redriven.length === 0) {
    const what = step === undefined ? 'nothing' : `no step '${step}'`;
    throw new SagaError('NoDeadLetter', `${what} of saga '${id}' was given up: there is nothing to redrive`);
  }
  if (json) printJson(host, outcomes(redriven));
  else tell(host, redriven);
  return EXIT.ok;
};

/** Ctrl-C ends it between two letters; the same command sends what is left. */
const redriveEverything = async (
  host: CliHost,
  { sagas }: Deployment,
  { json, queue }: LettersOptions,
): Promise<number> => {
  const ended = new AbortController();
  void host.interrupted().then(() => ended.abort());
  const progress = lastLine(host);
  const redriven: Redriven[] = [];
  const underWay: DeadLetter[] = [];
  let interrupted = false;
  await amongSagas(host, sagas, async ({ attempt }) => {
    for (const saga of sagas) {
      interrupted = ended.signal.aborted;
      if (interrupted) break;
      await attempt(saga, async () => {
        const done = await redriveAll(saga.ports, {
          queue: queue === true,
          signal: ended.signal,
          onProgress: (sent) => progress.show(`${saga.definition.name}: ${sent.length} dead letters sent`),
        });
        redriven.push(...done.redriven);
        underWay.push(...done.underWay);
        interrupted = done.interrupted;
      });
    }
    progress.clear();
  });
  if (json) printJson(host, { ...outcomes(redriven), underWay, interrupted });
  else {
    tell(host, redriven);
    if (underWay.length > 0) {
      host.stdout(`${underWay.length} were sent within the last hour, and are being tried again\n`);
    }
    if (redriven.length + underWay.length === 0) host.stdout('no dead letters\n');
  }
  if (!interrupted) return EXIT.ok;
  host.stderr(`interrupted after ${redriven.length} dead letters: the same command sends the rest\n`);
  return EXIT.endedOtherwise;
};

const outcomes = (redriven: readonly Redriven[]) => ({
  sent: lettersWith(redriven, 'sent'),
  settled: lettersWith(redriven, 'settled'),
  left: lettersWith(redriven, 'left'),
});

const lettersWith = (redriven: readonly Redriven[], outcome: Redriven['outcome']): readonly DeadLetter[] =>
  redriven.filter((one) => one.outcome === outcome).map(({ letter }) => letter);

const SENTENCES: Readonly<Record<Redriven['outcome'], string>> = {
  sent: 'is tried again',
  settled: 'is settled already',
  left: 'is left: no saga accounts for it',
};

const tell = (host: CliHost, redriven: readonly Redriven[]): void => {
  for (const { letter, outcome } of redriven) host.stdout(`${nameOf(letter)} ${SENTENCES[outcome]}\n`);
};

const nameOf = (letter: DeadLetter): string =>
  letter.kind === 'step'
    ? `${letter.command} of ${letter.sagaId}`
    : `message ${letter.messageId} about ${letter.name ?? letter.about}`;
