import type { FaultRule } from '../local';
import type { SagaReport } from '../operations';
import type { SagaStatus } from '../saga';
import { FOR_GOOD } from './fault-notes';

/** One story of the demo: what is done, and how it has to end. */
export interface DemoScenario {
  readonly id: string;
  readonly title: string;
  /** What the reader should expect, in a sentence. */
  readonly announcement: string;
  /** Example file, without `.json`. */
  readonly input: string;
  readonly faults: readonly FaultRule[];
  readonly expected: {
    readonly status: SagaStatus;
    /** Compensations in the order in which they have to succeed. */
    readonly undone: readonly string[];
    /** Commands in the dead-letter queue. */
    readonly deadLetters: readonly string[];
    /** Command → attempts. */
    readonly attempts?: Readonly<Record<string, number>>;
  };
}

/** The order saga in six stories. */
export const DEMO: readonly DemoScenario[] = [
  {
    id: 'success',
    title: 'Everything goes well',
    announcement: 'seven steps, seven state transitions, COMPLETED',
    input: 'valid',
    faults: [],
    expected: { status: 'COMPLETED', undone: [], deadLetters: [] },
  },
  {
    id: 'declined-card',
    title: 'The card is declined',
    announcement: 'the payment says no, the order is cancelled: COMPENSATED',
    input: 'declined-card',
    faults: [],
    expected: { status: 'COMPENSATED', undone: ['refund-payment', 'cancel-order'], deadLetters: [] },
  },
  {
    id: 'out-of-stock',
    title: 'Too little in stock',
    announcement: 'the stock says no, the payment is refunded, the order is cancelled: COMPENSATED',
    input: 'out-of-stock',
    faults: [],
    expected: {
      status: 'COMPENSATED',
      undone: ['restore-stock', 'refund-payment', 'cancel-order'],
      deadLetters: [],
    },
  },
  {
    id: 'shipping-fails',
    title: 'Shipping fails for good',
    announcement:
      'the classic rollback: shipment, invoice, stock, payment, order, in that order: COMPENSATED',
    input: 'valid',
    faults: [{ command: 'ship-order', kind: 'business' }],
    expected: {
      status: 'COMPENSATED',
      undone: ['cancel-shipment', 'cancel-invoice', 'restore-stock', 'refund-payment', 'cancel-order'],
      deadLetters: [],
    },
  },
  {
    id: 'lost-reply',
    title: 'The reply of the payment is lost',
    announcement: 'the payment is asked a second time and answers from its ledger, charged once: COMPLETED',
    input: 'valid',
    faults: [{ command: 'process-payment', kind: 'crash-after', times: 1 }],
    expected: { status: 'COMPLETED', undone: [], deadLetters: [], attempts: { 'process-payment': 2 } },
  },
  {
    id: 'refund-fails',
    title: 'A compensation fails for good',
    announcement:
      'shipping fails, everything is undone but the refund; it is parked, redriven for days, and ends as a dead ' +
      'letter: COMPENSATION_FAILED',
    input: 'valid',
    faults: [
      { command: 'ship-order', kind: 'business' },
      { command: 'refund-payment', kind: 'transient', times: FOR_GOOD },
    ],
    expected: {
      status: 'COMPENSATION_FAILED',
      undone: ['cancel-shipment', 'cancel-invoice', 'restore-stock', 'cancel-order'],
      deadLetters: ['refund-payment'],
    },
  },
];

/** How a saga ended differently from what was announced; nothing when it ended so. */
export const deviations = (scenario: DemoScenario, report: SagaReport): readonly string[] => {
  const { status, undone, deadLetters, attempts = {} } = scenario.expected;
  return [
    ...differs('status', status, report.status),
    ...differs('undone', undone, undoneIn(report)),
    ...differs(
      'dead letters',
      deadLetters,
      report.deadLetters.map(({ command }) => command),
    ),
    ...Object.entries(attempts).flatMap(([command, count]) =>
      differs(
        `attempts of ${command}`,
        count,
        report.steps.find(({ stepName }) => stepName === command)?.attempts,
      ),
    ),
    ...ledgerDeviations(report, deadLetters),
  ];
};

/** Compensations that succeeded, in the order in which they did. */
const undoneIn = (report: SagaReport): readonly string[] =>
  report.events
    .filter(({ type }) => type === 'CompensationSucceeded')
    .map(({ step }) => report.steps.find(({ stepName }) => stepName === step)?.compensation?.name ?? '');

/** All DONE, or all UNDONE but what is parked. */
const ledgerDeviations = (report: SagaReport, parked: readonly string[]): readonly string[] => {
  const completed = report.status === 'COMPLETED';
  return report.steps.flatMap((step) => {
    const item = Object.values(report.ledgers)
      .flat()
      .find((entry) => entry.step === step.stepName);
    const isParked = parked.includes(step.compensation?.name ?? '');
    const expected = completed || isParked ? 'DONE' : 'UNDONE';
    if (!completed && item === undefined) return [];
    return differs(`ledger of ${step.stepName}`, expected, item?.state);
  });
};

const differs = (what: string, expected: unknown, got: unknown): readonly string[] =>
  JSON.stringify(expected) === JSON.stringify(got)
    ? []
    : [`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`];
