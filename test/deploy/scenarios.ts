import assert from 'node:assert/strict';
import { GetFunctionConfigurationCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { cancelSaga, eraseSaga, listDeadLetters, type SagaReport } from '../../lib/operations';
import { executionArn, unwindName } from '../../lib/runtime';
import { FOREVER, type LedgerState, type SagaStatus } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import type { Deployment } from './deployment';

export interface Scenario {
  readonly name: string;
  /** Scenarios of one saga run one after the other, the sagas side by side. */
  readonly saga: string;
  /** What the emulator cannot do, when the scenario is left out because of it. */
  readonly skipped?: string;
  run(deployment: Deployment): Promise<void>;
}

const ended = (status: SagaStatus) => (report: SagaReport) =>
  report.status === status && report.execution.status !== 'RUNNING';

const ledgerStates = (report: SagaReport): readonly LedgerState[] =>
  Object.values(report.ledgers)
    .flat()
    .map(({ state }) => state);

/** One saga from an example of its folder: where it ends, and what is left in the ledgers. */
const outcome = (
  saga: string,
  example: string,
  status: SagaStatus,
  ledgers: readonly LedgerState[],
  skipped?: string,
): Scenario => ({
  name: `${saga}: ${example} → ${status}`,
  saga,
  ...(skipped ? { skipped } : {}),
  run: async (deployment) => {
    const id = `${saga}-${example}`;
    await deployment.start(saga, example, id);
    const report = await deployment.until(saga, id, ended(status));
    assert.deepEqual([...ledgerStates(report)].sort(), [...ledgers].sort());
    assert.deepEqual(report.deadLetters, []);
  },
});

const times = (count: number, state: LedgerState): readonly LedgerState[] => Array(count).fill(state);

const cancelCompleted: Scenario = {
  name: 'order: cancelled after it completed → PARTLY_COMPENSATED, the customer was told',
  saga: 'order',
  run: async (deployment) => {
    await deployment.start('order', 'valid', 'order-cancelled');
    await deployment.until('order', 'order-cancelled', ended('COMPLETED'));
    await cancelSaga(deployment.ports('order'), 'order-cancelled', 'the customer changed her mind');
    const report = await deployment.until('order', 'order-cancelled', ended('PARTLY_COMPENSATED'));
    // It was confirmed, and the notification went out: retriable steps are not undone.
    assert.deepEqual([...ledgerStates(report)].sort(), [...times(2, 'DONE'), ...times(5, 'UNDONE')]);
    // An execution with any other character in its name is not logged.
    const unwind = unwindName('order-cancelled', 1);
    assert.match(unwind, /^[A-Za-z0-9_-]+$/);
    const { orchestrator, unwindMachineArn } = deployment.ports('order');
    assert.ok(await orchestrator.describe(executionArn(unwindMachineArn, unwind)), unwind);
  },
};

const erased: Scenario = {
  name: 'order: erased → its input and results are gone, its steps and times are there, its id is taken',
  saga: 'order',
  run: async (deployment) => {
    await deployment.start('order', 'valid', 'order-erased');
    const before = await deployment.until('order', 'order-erased', ended('COMPLETED'));
    const erasure = await eraseSaga(deployment.ports('order'), 'order-erased', 'she asked for it');
    assert.equal(erasure.ledgerItems, 7);
    const after = await deployment.until('order', 'order-erased', ({ closed }) => closed?.as === 'erased');
    assert.deepEqual(
      after.steps.map(({ data: _data, ...step }) => step),
      before.steps.map(({ data: _data, ...step }) => step),
    );
    assert.ok(after.steps.every(({ data }) => data === undefined));
    await assert.rejects(deployment.start('order', 'valid', 'order-erased'), /choose another id/);
  },
};

const swept: Scenario = {
  name: 'order: the sweeper comes to its end, and removes nothing that is younger than its retention',
  saga: 'order',
  run: async (deployment) => {
    assert.notEqual(sagas.order?.retentionSeconds, FOREVER);
    const answer = await deployment.invoke('order', 'SweeperFunction');
    assert.deepEqual(answer, { looked: 0, removed: 0, finished: true });
  },
};

const startedByQueue: Scenario = {
  name: 'order: started through saga-requests, sent twice → one saga, COMPLETED',
  saga: 'order',
  run: async (deployment) => {
    const { requestsQueueUrl } = deployment.resources('order');
    const { readFileSync } = await import('node:fs');
    const input = JSON.parse(readFileSync('examples/order/valid.json', 'utf8')) as unknown;
    const message = JSON.stringify({ saga: 'order', id: 'order-requested', input });
    for (let copy = 0; copy < 2; copy++) {
      await deployment.clients.sqs.send(
        new SendMessageCommand({ QueueUrl: requestsQueueUrl, MessageBody: message }),
      );
    }
    const report = await deployment.until('order', 'order-requested', ended('COMPLETED'));
    assert.deepEqual(ledgerStates(report), times(7, 'DONE'));
  },
};

const redriven: Scenario = {
  name: 'travel: a confirmation that fails is parked, redriven once its cause is gone → COMPLETED',
  saga: 'travel',
  run: async (deployment) => {
    const itineraries = await breakTable(deployment, 'travel', 'itineraries');
    await deployment.start('travel', 'valid', 'travel-redriven');
    const parked = (report: SagaReport) => report.status === 'COMPLETION_FAILED';
    await deployment.until('travel', 'travel-redriven', parked);
    assert.deepEqual(await letterIds(deployment, 'travel'), ['travel-redriven']);
    await itineraries.restore();
    const report = await deployment.until('travel', 'travel-redriven', ended('COMPLETED'));
    assert.equal(report.execution.error, 'SagaCompletionFailed');
    assert.deepEqual(ledgerStates(report), times(6, 'DONE'));
  },
};

/** Sagas with dead letters, as the log knows them. */
const letterIds = async (deployment: Deployment, saga: string): Promise<readonly string[]> => {
  const ids: string[] = [];
  for await (const { sagaId } of listDeadLetters(deployment.ports(saga))) ids.push(sagaId);
  return [...new Set(ids)];
};

/** Points a participant's function at a table that does not exist. */
const breakTable = async (
  { lambda, resources }: Deployment,
  saga: string,
  participant: string,
): Promise<{ readonly restore: () => Promise<void> }> => {
  const name = resources(saga).functionOf(participant);
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  const variables = Environment?.Variables ?? {};
  const set = async (values: Record<string, string>): Promise<void> => {
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName: name, Environment: { Variables: values } }),
    );
  };
  await set({ ...variables, TABLE_NAME: 'no-such-table' });
  return { restore: () => set(variables) };
};

const NO_PARALLEL_ASSIGN =
  'the emulator does not run the Assign of a Parallel, so skipped branches are not recorded';

/** Every scenario, in the order in which they run. */
export const scenarios: readonly Scenario[] = [
  outcome('order', 'valid', 'COMPLETED', times(7, 'DONE')),
  outcome('order', 'declined-card', 'COMPENSATED', times(2, 'UNDONE')),
  outcome('order', 'over-limit', 'COMPENSATED', times(2, 'UNDONE')),
  outcome('order', 'unknown-product', 'COMPENSATED', times(3, 'UNDONE')),
  outcome('order', 'out-of-stock', 'COMPENSATED', times(3, 'UNDONE')),
  outcome('order', 'address-not-served', 'COMPENSATED', times(5, 'UNDONE')),
  outcome('travel', 'valid', 'COMPLETED', times(6, 'DONE')),
  outcome('travel', 'valid-nothing-optional', 'COMPLETED', times(3, 'DONE'), NO_PARALLEL_ASSIGN),
  outcome('travel', 'hotel-sold-out', 'COMPENSATED', times(1, 'UNDONE')),
  outcome('travel', 'unknown-airport', 'COMPENSATED', times(3, 'UNDONE')),
  outcome('travel', 'no-car', 'COMPENSATED', times(2, 'UNDONE')),
  outcome('travel', 'baggage-insurance-refused', 'COMPENSATED', times(5, 'UNDONE')),
  cancelCompleted,
  startedByQueue,
  erased,
  swept,
  redriven,
];
