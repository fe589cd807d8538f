import { listCounterChanges, listCounters } from '../../operations';
import { participantNames } from '../../saga';
import { EXIT, UsageError } from '../command';
import type { CliHost } from '../host';
import { amongSagas } from '../operator/among-sagas';
import type { DeployedSaga } from '../operator/deployed-saga';
import { printJson, printTable, shortTime } from '../operator/print';
import type { Deployment } from '../operator/with-deployment';
import type { CountersOptions } from './counters-options';

/** Every counter, or what operators made of them. */
export const showCounters = async (
  host: CliHost,
  { sagas }: Deployment,
  { json, history }: CountersOptions,
  participant?: string,
): Promise<number> => {
  const known = sagas.flatMap(({ definition }) => participantNames(definition));
  if (participant !== undefined && !known.includes(participant)) {
    throw new UsageError(
      `there is no participant '${participant}': use one of ${[...new Set(known)].join(', ')}` +
        (sagas.some(({ definition }) => definition.name === participant)
          ? `, or all of the saga's with --saga ${participant}`
          : ''),
    );
  }
  // One that has no such participant need not be asked.
  const asked = sagas.filter(
    ({ definition }) => participant === undefined || participantNames(definition).includes(participant),
  );
  const ofAll = <Found>(
    read: (ports: DeployedSaga['ports']) => Promise<readonly Found[]>,
  ): Promise<Found[]> =>
    amongSagas(host, asked, async ({ attempt }) => {
      const found = await Promise.all(asked.map((saga) => attempt(saga, () => read(saga.ports))));
      return found.flat(2) as Found[];
    });
  const isAskedFor = (one: { readonly participant: string }): boolean =>
    participant === undefined || one.participant === participant;
  if (history) {
    const changes = (await ofAll(listCounterChanges))
      .filter(isAskedFor)
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    if (json) printJson(host, { changes });
    else if (changes.length === 0) host.stdout('no counter was ever changed by hand\n');
    else {
      printTable(
        host,
        ['at', 'by', 'participant', 'counter', 'before', 'after', 'why'],
        changes.map(({ at, by, participant: whose, counter, before, after, reason }) => [
          ...[shortTime(at), by, whose, counter],
          ...[before ?? 'new', after, reason],
        ]),
      );
    }
    return EXIT.ok;
  }
  const counters = (await ofAll(listCounters)).filter(isAskedFor);
  if (json) printJson(host, { counters });
  else if (counters.length === 0) host.stdout('no counter was ever used\n');
  else {
    printTable(
      host,
      ['saga', 'participant', 'counter', 'available', 'taken'],
      counters.map(({ sagaName, participant: whose, counter, available, taken }) => [
        ...[sagaName, whose, counter],
        ...[available, taken],
      ]),
    );
  }
  return EXIT.ok;
};
