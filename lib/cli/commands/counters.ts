import { Argument } from 'commander';
import { type CliCommand, UsageError } from '../command';
import { withOperatorOptions } from '../operator/options';
import { withDeployment } from '../operator/with-deployment';
import { changeCounters } from './counters-change';
import { showCounters } from './counters-list';
import type { CountersOptions } from './counters-options';

const ACTIONS = ['list', 'set', 'add'] as const;
type Action = (typeof ACTIONS)[number];

export const countersCommand: CliCommand = {
  configure: (command) =>
    withOperatorOptions(
      command
        .addArgument(new Argument('[action]', 'what to do').choices([...ACTIONS]).default('list'))
        .argument('[whose]', 'its participant; list: only those of this one')
        .argument('[counter]', 'its name, as list shows it')
        .argument('[n]', 'set: how many are available from now on; add: how many more, or fewer with a minus')
        .option('--reason <text>', 'set, add: why, for whoever reads the history')
        .option('--new', 'set: of a counter that was never used')
        .option('--history', 'list: what was set and added, by whom, when and why'),
      { saga: true },
    ),
  run: async (host, options: CountersOptions, action = 'list', ...args) => {
    const given = args.filter((arg) => arg !== undefined);
    const wrong = misuse(action as Action, options, given);
    if (wrong !== undefined) throw new UsageError(wrong);
    return withDeployment(host, options, (deployment) =>
      action === 'list'
        ? showCounters(host, deployment, options, given[0])
        : changeCounters(host, deployment, options, action as 'set' | 'add', given),
    );
  },
};

/** What an action needs, and what it does not take. */
const misuse = (
  action: Action,
  { reason, history, new: isNew }: CountersOptions,
  args: readonly string[],
): string | undefined => {
  if (action === 'list') {
    if (args.length > 1) return `counters list takes a participant at the most: '${args[1]}' is too much`;
    if (reason !== undefined) return '--reason is for counters set and add, not list';
    return isNew ? '--new is for counters set, not list' : undefined;
  }
  if (history) return `--history is for counters list, not ${action}`;
  if (isNew && action === 'add') return '--new is for counters set, not add';
  const amount = action === 'set' ? 'N' : '±N';
  if (args.length < 3)
    return `counters ${action} needs WHOSE, COUNTER and ${amount}: see 'saga counters list'`;
  return reason?.trim() ? undefined : `counters ${action} needs --reason: why, for whoever reads the history`;
};
