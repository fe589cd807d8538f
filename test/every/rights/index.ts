import type { Deployed } from '../../operations/support/deployed';
import { fullest } from '../variants';
import type { World } from '../world';
import { die, dieCancelling, giveUp, startInEveryWay } from './events';
import { cancelOf, commandsOf, deletionsOf, removalOf } from './operate';
import { Cli } from './people';

/**
 * All that can happen to a saga for which somebody needs a right: it goes well, turns back, is given up, dies in each way,
 * and is operated on by people with the rights of the stack's own policies.
 * @returns the commands of the CLI that were used
 * @throws when something did not go as it has to
 */
export const useEverything = async (
  deployed: Deployed,
  world: World,
  name: string,
): Promise<ReadonlySet<string>> => {
  const cli = new Cli(deployed);
  const variant = await fullest(world, name);
  deployed.setSchedules(false);
  await startInEveryWay(deployed, variant);
  await giveUp(deployed, variant, `${name}-given-up`);
  await die(deployed, variant, `${name}-died-early`, { at: 'first', heard: true });
  await die(deployed, variant, `${name}-died-late`, { at: 'last', heard: true });
  await die(deployed, variant, `${name}-died-stuck`, { at: 'first', heard: true, undone: false });
  await die(deployed, variant, `${name}-died-unheard`, { at: 'first', heard: false });
  await die(deployed, variant, `${name}-died-cancelling`, { at: 'first', heard: false });
  await dieCancelling(deployed, variant, `${name}-died-cancelling`);
  await deployed.passLongestRuns();
  await deployed.sweep();
  await commandsOf(deployed, cli, variant);
  await cancelOf(deployed, cli, variant);
  await deletionsOf(deployed, variant);
  await removalOf(deployed, variant);
  return cli.used;
};
