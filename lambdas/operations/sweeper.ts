import type { InvocationContext } from '../../lib/runtime';
import type { Orchestrator } from '../../lib/saga';
import { sweepOverdue } from './sweep/overdue';
import { type Pace, paceOf } from './sweep/pace';
import { removeExpired } from './sweep/retention';
import type { Removed, SweeperTools, SweepTools, Swept } from './sweep/sweep-tools';
import { sweeperTools } from './tools';

/** Kept back for what is under way when the time is over, and for saying how far the sweep has come. */
const RESERVE_MS = 30_000;

/**
 * The net under lost events and expired messages, once an hour; then what is kept of sagas whose retention is over goes.
 * Its line `swept` says how many sagas should have been over and were not, and whether all that came to its end.
 */
export const sweeper =
  (makeTools: () => SweeperTools) =>
  async (_event?: unknown, context?: InvocationContext): Promise<Swept & Removed> => {
    const tools = withBudget(makeTools(), context);
    const overdue = await sweepOverdue(tools);
    const expired = await removeExpired(tools);
    const { looked } = overdue;
    const { removed } = expired;
    const finished = overdue.finished && expired.finished;
    // A line of its own: an alarm looks for a number in the other one.
    if (removed > 0) tools.logger.info('sagas past their retention were removed', { count: removed });
    tools.logger.info('swept', { count: looked, finished });
    return { looked, removed, finished };
  };

// Made here and not by a default argument: some runtimes hand a callback over as the third one.
export const handler = sweeper(sweeperTools);

const withBudget = (tools: SweeperTools, context: InvocationContext | undefined): SweepTools => {
  const hasTime = (): boolean => context === undefined || context.getRemainingTimeInMillis() > RESERVE_MS;
  const { clock, random, orchestrator } = tools;
  return { ...tools, hasTime, orchestrator: paced(orchestrator, paceOf({ clock, random, hasTime })) };
};

const paced = (orchestrator: Orchestrator, pace: Pace): Orchestrator => ({
  ...orchestrator,
  describe: (arn) => pace(() => orchestrator.describe(arn)),
  start: (machine, name, input) => pace(() => orchestrator.start(machine, name, input)),
});
