import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO, deviations } from '../../lib/cli/demo-scenarios';
import type { SagaReport } from '../../lib/operations';
import { root, runWith } from '../cli/test-host';

it('saga demo: six stories, each ends as announced', async () => {
  const { code, stdout } = await runWith(['demo']);
  expect(stdout).toMatch(/\n6 of 6 ended as announced\n$/);
  expect(stdout.match(/✓ as announced/g)).toHaveLength(6);
  expect(code).toBe(0);
});

describe('what was announced is checked', () => {
  const [success] = DEMO;
  const report: SagaReport = {
    sagaId: 'success',
    sagaName: 'order',
    version: 1,
    status: 'COMPLETED',
    createTime: null,
    updateTime: null,
    expireTime: null,
    execution: { status: 'SUCCEEDED', error: null, cause: null, transitions: 6 },
    finishedBy: [],
    failedAt: [],
    steps: [
      {
        stepName: 'place-order',
        stepTopic: 'orders',
        stepType: 'compensatable',
        status: 'SUCCEEDED',
        attempts: 1,
        doneBy: 'execution',
        compensateRetries: 0,
        compensation: { name: 'cancel-order', status: 'PENDING', attempts: 0, doneBy: null },
      },
    ],
    events: [],
    ledgers: { orders: [{ sagaId: 'success', step: 'place-order', state: 'DONE' }] },
    records: {},
    deadLetters: [],
  };

  it.each<readonly [string, Partial<SagaReport>, string]>([
    ['another status', { status: 'COMPENSATED' }, 'status: expected "COMPLETED", got "COMPENSATED"'],
    [
      'something undone',
      { events: [{ type: 'CompensationSucceeded', step: 'place-order', at: '', attempt: 1 }] },
      'undone: expected [], got ["cancel-order"]',
    ],
    [
      'a dead letter',
      {
        deadLetters: [
          {
            step: 'place-order',
            command: 'cancel-order',
            error: 'x',
            attempts: 1,
            message: { place: 'expired' },
          },
        ],
      },
      'dead letters: expected [], got ["cancel-order"]',
    ],
    [
      'a ledger that says otherwise',
      { ledgers: { orders: [{ sagaId: 'success', step: 'place-order', state: 'UNDONE' }] } },
      'ledger of place-order: expected "DONE", got "UNDONE"',
    ],
  ])('%s', (_name, change, deviation) => {
    if (!success) throw new Error('no scenario');
    expect(deviations(success, report)).toEqual([]);
    expect(deviations(success, { ...report, ...change })).toContain(deviation);
  });

  it('uses the examples, which exist', () => {
    for (const { input } of DEMO) readFileSync(join(root, 'examples/order', `${input}.json`));
  });
});
