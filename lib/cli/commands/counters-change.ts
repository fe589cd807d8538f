import { changeCounter } from '../../operations';
import { EXIT, UsageError } from '../command';
import type { CliHost } from '../host';
import { printJson } from '../operator/print';
import { sagaWith } from '../operator/saga-with';
import type { Deployment } from '../operator/with-deployment';
import type { CountersOptions } from './counters-options';

/** Sets what is available of a counter, or adds to it. */
export const changeCounters = async (
  host: CliHost,
  deployment: Deployment,
  { json, reason = '', new: isNew }: CountersOptions,
  action: 'set' | 'add',
  [participant = '', counter = '', text = '']: readonly string[],
): Promise<number> => {
  const amount = parseAmount(action, text);
  const { ports } = sagaWith(deployment, participant);
  const changed = await changeCounter(ports, {
    participant,
    counter,
    change: { kind: isNew ? 'make' : action, amount },
    reason,
    // AWS keeps the identity behind the credentials in CloudTrail.
    by: host.user,
  });
  if (json) printJson(host, changed);
  else {
    const before = changed.before === null ? 'new' : `${changed.before} before`;
    host.stdout(`${counter} of ${participant} has ${changed.after} available (${before})\n`);
  }
  return EXIT.ok;
};

const parseAmount = (action: 'set' | 'add', text: string): number => {
  const form = action === 'set' ? /^\d+$/ : /^[+-]?\d+$/;
  if (form.test(text)) return Number(text);
  const expected = action === 'set' ? 'from 0, such as 500' : 'such as 20 or -20';
  throw new UsageError(`counters ${action}: '${text}' is no amount, give a whole number ${expected}`);
};
