import { type Leftover, listLeftovers, operationClients } from '../../operations';
import { stackNameOf } from '../../saga';
import { sagas } from '../../sagas';
import { type CliCommand, EXIT } from '../command';
import { findSaga } from '../find-saga';
import type { CliHost } from '../host';
import { explained } from '../operator/explained';
import { type OperatorOptions, withOperatorOptions } from '../operator/options';
import { printJson, printTable, shortTime } from '../operator/print';
import { chooseTarget } from '../operator/target';

export const leftoversCommand: CliCommand = {
  configure: (command) => withOperatorOptions(command, { saga: true }),
  run: async (host, options: OperatorOptions) => {
    const target = await chooseTarget(host, options);
    // A running saga local: what is not in its template is not there.
    // A running saga local: what is not in its template is not there.
    if (target.stacks) return print(host, options, []);
    const clients = operationClients(target.client);
    try {
      return print(host, options, await listLeftovers(clients.cloudformation, isAskedFor(options)));
    } catch (error) {
      throw explained(error, target);
    } finally {
      clients.destroy();
    }
  },
};

/** Stacks of this project's sagas, in any stage, unless one is named. */
const isAskedFor = ({ saga, stack, stage }: OperatorOptions): ((name: string) => boolean) => {
  if (stack !== undefined) return (name) => name === stack;
  const names = saga === undefined ? Object.keys(sagas) : [findSaga(saga).name];
  if (stage !== undefined) return (name) => names.some((one) => name === stackNameOf(one, stage));
  const plain = names.map((name) => stackNameOf(name, 'dev'));
  return (name) => plain.some((own) => name === own || name.startsWith(`${own}-`));
};

const print = (host: CliHost, { json }: OperatorOptions, leftovers: readonly Leftover[]): number => {
  if (json) printJson(host, { leftovers });
  else if (leftovers.length === 0) host.stdout('no stack left anything behind\n');
  else {
    printTable(
      host,
      ['stack', 'type', 'name', 'since'],
      leftovers.map(({ stackName, type, name, since }) => [
        stackName,
        type.replace('AWS::', ''),
        name,
        shortTime(since),
      ]),
    );
    host.stdout(
      `${leftovers.length} resources were left behind; whether they are still there, their services know\n`,
    );
  }
  return EXIT.ok;
};
