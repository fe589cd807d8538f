import { changeCounter } from '../../operations';
import { participantNames } from '../../saga';
import { EXIT, UsageError } from '../command';
import type { CliHost } from '../host';
import type { DeployedSaga } from '../operator/deployed-saga';
import { printJson } from '../operator/print';
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

const sagaWith = ({ sagas }: Deployment, participant: string): DeployedSaga => {
  const [saga, ...others] = sagas.filter(({ definition }) =>
    participantNames(definition).includes(participant),
  );
  if (!saga) {
    const known = sagas.flatMap(({ definition }) => participantNames(definition));
    throw new UsageError(
      `there is no participant '${participant}': use one of ${[...new Set(known)].join(', ')}`,
    );
  }
  if (others.length === 0) return saga;
  const names = [saga, ...others].map(({ definition }) => definition.name);
  throw new UsageError(
    `several sagas have a participant '${participant}': choose one with --saga ${names.join('|')}`,
  );
};
