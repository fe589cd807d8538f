import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { FaultReport } from '../local';
import { awsPorts, type CounterReport, inspectSaga, listCounters, type SagaReport } from '../operations';
import { executionArn } from '../runtime';
import type { SagaDefinition } from '../saga';
import type { CliHost } from './host';
import type { LocalSession } from './local-session';
import { followExecution } from './progress';

export interface LocalRunResult {
  readonly report: SagaReport;
  /** Counted resources, as they stand afterwards. */
  readonly counters: readonly CounterReport[];
  readonly region: string;
  readonly faults: readonly FaultReport[];
}

/** Runs one saga to its end, as a client would, and reads what became of it. */
export const runLocally = async (
  host: CliHost,
  { stack, clients, resources }: LocalSession,
  definition: SagaDefinition,
  { id, input }: { readonly id: string; readonly input: unknown },
): Promise<LocalRunResult> => {
  await clients.sfn.send(
    new StartExecutionCommand({
      stateMachineArn: resources.startArn,
      name: id,
      input: JSON.stringify(input),
    }),
  );
  const progress = followExecution(host, clients.sfn, executionArn(resources.stateMachineArn, id));
  try {
    // Over only when no queue but a dead-letter queue holds a message: a parked step may still be redriven.
    await stack.idle();
  } finally {
    await progress.end();
  }
  const report = await inspectSaga(clients, resources, { id, definition });
  const counters = await listCounters(awsPorts(clients, resources, definition));
  return { report, counters, region: stack.region, faults: stack.faultReport() };
};
