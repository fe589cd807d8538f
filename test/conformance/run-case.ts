import { loadDefinition } from '../../lib/asl';
import { Engine, type HistoryEvent, JumpingClock, sleep } from '../../lib/engine';
import { lambdaOf } from './functions';
import type { RecordedCase } from './recorded-case';

/** How long an execution is looked at, in simulated time: one that still waits then was recorded waiting. */
export const OBSERVED_MS = 30 * 24 * 3_600_000;

/** The recordings name times of this day as times to come. */
export const START_OF_TIME = Date.parse('2026-11-24T08:00:00Z');
export const ACCOUNT = '111111111111';

/** Runs a recorded machine on our engine and answers the history. Throws DefinitionError when it is refused. */
export const runCase = async (recorded: RecordedCase): Promise<readonly HistoryEvent[]> => {
  const clock = new JumpingClock(() => START_OF_TIME);
  const engine = new Engine({
    clock,
    random: () => 0.5,
    integrations: lambdaOf(recorded.functions, clock),
    region: 'us-east-1',
    accountId: ACCOUNT,
  });
  try {
    const execution = engine.startExecution({
      stateMachineArn: `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:recorded`,
      definition: loadDefinition(recorded.definition),
      name: 'recorded',
      input: recorded.input,
    });
    await Promise.race([execution.done, sleep(clock, OBSERVED_MS)]);
    return [...execution.history];
  } finally {
    clock.stop();
  }
};
