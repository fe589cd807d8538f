import type { InvocationContext } from '../../lib/runtime';
import type { Orchestrator } from '../../lib/saga';
import { sweepOverdue } from './sweep/overdue';
import { type Pace, paceOf } from './sweep/pace';
import type { SweeperTools, SweepTools, Swept } from './sweep/sweep-tools';
import { sweeperTools } from './tools';

/** Kept back for what is under way when the time is over, and for saying how far the sweep has come. */
const RESERVE_MS = 30_000;

/**
 * The net under lost events and expired messages, once an hour. Its line `swept` says how many sagas should have been over
 * and were not, and whether it came to its end.
 */
export const sweeper =
  (makeTools: () => SweeperTools) =>
  async (_event?: unknown, context?: InvocationContext): Promise<Swept> => {
    const tools = withBudget(makeTools(), context);
    const { looked, finished } = await sweepOverdue(tools);
    tools.logger.info('swept', { count: looked, finished });
    return { looked, finished };
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
