import { resolveDeadLetters } from '../../operations';
import { EXIT } from '../command';
import { printJson } from '../operator/print';
import { locate } from '../operator/with-deployment';
import type { LettersVerb } from './dead-letters-options';

export const resolveLetters: LettersVerb = async (host, deployment, { json, step, reason = '' }, id = '') => {
  const { ports } = await locate(host, deployment, id);
  const resolution = await resolveDeadLetters(ports, { id, reason, ...(step === undefined ? {} : { step }) });
  if (json) printJson(host, resolution);
  else
    host.stdout(
      `${resolution.steps.join(', ')} of ${id} settled by hand; the saga is ${resolution.status}\n`,
    );
  return EXIT.ok;
};
