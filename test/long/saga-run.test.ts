import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SagaReport } from '../../lib/operations';
import { flatSteps, participantNames } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { root, runWith } from '../cli/test-host';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const json = (stdout: string): SagaReport => JSON.parse(stdout) as SagaReport;

describe('saga run', () => {
  it('--json prints one object, with everything there is to know', async () => {
    const { code, stdout } = await runWith(['run', 'order', '--id', 'o-1', '--json']);
    const report = json(stdout);
    expect(code).toBe(0);
    expect(Object.keys(report).sort()).toEqual(
      [
        'sagaId',
        'sagaName',
        'version',
        'status',
        'createTime',
        'updateTime',
        'expireTime',
        'execution',
        'finishedBy',
        'failedAt',
        'steps',
        'events',
        'ledgers',
        'records',
        'deadLetters',
        'cost',
        'counters',
        'faults',
        'notes',
      ].sort(),
    );
    expect(report).toMatchObject({
      sagaId: 'o-1',
      sagaName: 'order',
      version: orderSaga.version,
      status: 'COMPLETED',
      execution: { status: 'SUCCEEDED', error: null, cause: null, transitions: flatSteps(orderSaga).length },
      deadLetters: [],
    });
    for (const time of [report.createTime, report.updateTime, report.expireTime]) expect(time).toMatch(ISO);
    expect(Date.parse(report.expireTime ?? '') - Date.parse(report.createTime ?? '')).toBe(24 * 3_600_000);
    expect(
      report.steps.map(({ stepName, stepTopic, stepType, status, attempts }) => [
        stepName,
        stepTopic,
        stepType,
        status,
        attempts,
      ]),
    ).toEqual([
      ['place-order', 'orders', 'compensatable', 'SUCCEEDED', 1],
      ['process-payment', 'payments', 'compensatable', 'SUCCEEDED', 1],
      ['remove-product-from-stock', 'inventory', 'compensatable', 'SUCCEEDED', 1],
      ['generate-invoice', 'invoices', 'compensatable', 'SUCCEEDED', 1],
      ['ship-order', 'logistics', 'pivot', 'SUCCEEDED', 1],
      ['confirm-order', 'orders', 'retriable', 'SUCCEEDED', 1],
      ['notify-customer', 'notifications', 'retriable', 'SUCCEEDED', 1],
    ]);
    expect(report.events.map(({ type, step, attempt }) => [type, step, attempt])).toEqual(
      flatSteps(orderSaga).flatMap(({ name }) => [
        ['StepStarted', name, 1],
        ['StepSucceeded', name, 1],
      ]),
    );
    const times = report.events.map(({ at }) => at);
    expect(times).toEqual([...times].sort());
    expect(Object.keys(report.ledgers)).toEqual(participantNames(orderSaga));
    expect(report.ledgers.payments).toEqual([{ sagaId: 'o-1', step: 'process-payment', state: 'DONE' }]);
  });

  it('takes its input from stdin; a saga that was compensated is no error', async () => {
    const input = readFileSync(join(root, 'examples/order/declined-card.json'), 'utf8');
    const { code, stdout } = await runWith(['run', 'order', '--input', '-', '--json'], {
      stdin: async () => input,
    });
    const report = json(stdout);
    expect(code).toBe(0);
    expect(report.status).toBe('COMPENSATED');
    expect(report.steps[1]).toMatchObject({
      stepName: 'process-payment',
      status: 'COMPENSATED',
      error: { error: 'BusinessError' },
      compensation: { name: 'refund-payment', status: 'SUCCEEDED', attempts: 1 },
    });
    expect(report.sagaId).toMatch(/^order-[0-9a-f]{8}$/);
  });

  it('exits with 2 when something is left over, and shows it to a person', async () => {
    const { code, stdout, stderr } = await runWith([
      'run',
      'order',
      '--fail',
      'ship-order=business',
      '--fail',
      'refund-payment=transient:99',
    ]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^order-\w+ {2}COMPENSATION_FAILED {2}in /);
    expect(stdout).toMatch(
      /execution FAILED with SagaCompensationFailed, 20 state transitions \(\$0\.000525 in us-east-1/,
    );
    expect(stdout).toMatch(
      /^ refund-payment +process-payment +TransientError +9 +dead-letter queue, until /m,
    );
    expect(stdout).toMatch(/^ payments +process-payment +DONE$/m);
    expect(stderr).toContain('  ParkRefundPayment\n');
  });

  it.each<readonly [string, readonly string[], string | undefined]>([
    ['late', ['process-payment=late'], 'a retry of process-payment succeeded'],
    ['late, for good', ['process-payment=late:99'], undefined],
    ['late past the pivot', ['notify-customer=late'], undefined],
    ['late of a compensation', ['ship-order=business', 'refund-payment=late'], undefined],
    [
      'late of all compensations',
      ['ship-order=business', 'refund-payment=late:99'],
      'use refund-payment=late:1',
    ],
    ['conflict', ['remove-product-from-stock=conflict:2'], undefined],
    ['what nobody sent', ['place-order=business', 'ship-order=timeout'], 'ship-order was never sent'],
    ['a compensation that nobody sent', ['refund-payment=transient'], 'add --fail ship-order=business'],
    ['what came too late', ['place-order=business', 'place-order=timeout'], 'the faults before it took'],
    ['what happened', ['place-order=business', 'cancel-order=crash-after'], undefined],
  ])('a fault that did not happen is told: %s', async (_name, faults, why) => {
    const argv = ['run', 'order', '--json', ...faults.flatMap((fault) => ['--fail', fault])];
    const { stdout, stderr } = await runWith(argv);
    json(stdout);
    const notes = stderr.split('\n').filter((line) => line.startsWith('note: '));
    if (why === undefined) expect(notes).toEqual([]);
    else expect(notes).toEqual([expect.stringContaining(`'${faults[faults.length - 1]}' did not happen: `)]);
    if (why !== undefined) expect(notes[0]).toContain(why);
  });

  it('a conflict is told not to have happened where there is nothing to conflict: a car that nobody rented', async () => {
    const input = join(root, 'examples/travel/valid-nothing-optional.json');
    const faults = ['--fail', 'book-flight=business', '--fail', 'cancel-car=conflict'];
    const { stderr } = await runWith(['run', 'travel', '--input', input, '--json', ...faults]);
    expect(stderr).toContain("'cancel-car=conflict' did not happen: cancel-car writes no transaction");
  });

  it('synthesizes only when sources changed', async () => {
    const { stderr } = await runWith(['run', 'travel', '--json']);
    expect(stderr).not.toContain('synthesizing');
  });
});
