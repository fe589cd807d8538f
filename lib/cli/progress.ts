import { setTimeout as pause } from 'node:timers/promises';
import { GetExecutionHistoryCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { CliHost } from './host';

/** Milliseconds between two looks at an execution. */
const LOOK_MS = 100;

/** Prints the states of an execution to stderr as they are entered, until `end`. It never fails: it only shows. */
export const followExecution = (
  host: CliHost,
  sfn: SFNClient,
  executionArn: string,
): { end(): Promise<void> } => {
  const stop = new AbortController();
  let shown = 0;
  const look = async (): Promise<void> => {
    const { events = [] } = await sfn.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false, maxResults: 1000 }),
    );
    const entered = events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
    for (const name of entered.slice(shown)) host.stderr(`  ${name}\n`);
    shown = Math.max(shown, entered.length);
  };
  const watch = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await look();
      await pause(LOOK_MS, undefined, { signal: stop.signal });
    }
  };
  const watching = watch().catch(() => undefined);
  return {
    end: async () => {
      stop.abort();
      await watching;
      await look().catch(() => undefined);
    },
  };
};
