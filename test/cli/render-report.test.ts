import { renderCounters, renderReport } from '../../lib/cli/render-report';
import type { SagaReport } from '../../lib/operations';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

/** book-parcel was undone after send-parcel had timed out. */
const report: SagaReport = {
  sagaId: 'p-1',
  sagaName: 'parcel',
  version: 1,
  status: 'COMPENSATED',
  createTime: at(0),
  updateTime: at(1810),
  expireTime: at(3600),
  execution: {
    status: 'FAILED',
    error: 'SagaCompensated',
    cause: 'failed at send-parcel; compensated',
    transitions: 4,
  },
  finishedBy: [],
  failedAt: ['send-parcel'],
  steps: [
    {
      stepName: 'book-parcel',
      stepTopic: 'desk',
      stepType: 'compensatable',
      status: 'COMPENSATED',
      attempts: 2,
      doneBy: 'execution',
      compensateRetries: 0,
      compensation: { name: 'cancel-parcel', status: 'SUCCEEDED', attempts: 1, doneBy: 'execution' },
    },
    {
      stepName: 'send-parcel',
      stepTopic: 'carrier',
      stepType: 'pivot',
      status: 'COMPENSATED',
      attempts: 1,
      doneBy: 'execution',
      compensateRetries: 0,
      compensation: { name: 'return-parcel', status: 'SUCCEEDED', attempts: 1, doneBy: 'execution' },
      error: { error: 'States.Timeout', cause: '' },
    },
  ],
  events: [
    { type: 'StepStarted', step: 'book-parcel', at: at(1), attempt: 1 },
    { type: 'StepSucceeded', step: 'book-parcel', at: at(4.5), attempt: 2 },
    { type: 'StepStarted', step: 'send-parcel', at: at(5), attempt: 1 },
    { type: 'StepSucceeded', step: 'send-parcel', at: at(6), attempt: 1 },
    {
      type: 'StepFailed',
      step: 'send-parcel',
      at: at(1805),
      attempt: 1,
      error: { error: 'States.Timeout', cause: '' },
    },
    { type: 'CompensationStarted', step: 'send-parcel', at: at(1805), attempt: 1 },
    { type: 'CompensationSucceeded', step: 'send-parcel', at: at(1806), attempt: 1 },
    { type: 'CompensationStarted', step: 'book-parcel', at: at(1807), attempt: 1 },
    { type: 'CompensationSucceeded', step: 'book-parcel', at: at(1808), attempt: 1 },
  ],
  ledgers: { desk: [{ sagaId: 'p-1', step: 'book-parcel', state: 'UNDONE' }], carrier: [] },
  records: {},
  deadLetters: [],
};

it('a step that was skipped after its execution had died took no time', () => {
  const [first] = report.steps;
  if (!first) throw new Error('the report has no steps');
  const text = renderReport(
    {
      ...report,
      status: 'COMPLETED',
      failedAt: [],
      steps: [{ ...first, status: 'SKIPPED', attempts: 0, compensation: null, doneBy: null }],
      events: [
        { type: 'StepParked', step: 'book-parcel', at: at(1), attempt: 0 },
        { type: 'StepSkipped', step: 'book-parcel', at: at(4), attempt: 1 },
      ],
    },
    { color: false },
  );
  expect(text).toMatch(/book-parcel +desk +compensatable +SKIPPED +0 *$/m);
});

/** Cells of the lines, without the blanks that align them. */
const lines = (text: string) =>
  text.split('\n').map((line) =>
    line
      .trim()
      .split(/ {2,}/)
      .filter((cell) => cell !== ''),
  );

describe('a report for a person', () => {
  it('says how it ended and what it cost, then what happened in order, then what is left', () => {
    expect(lines(renderReport(report, { color: false, region: 'us-east-1' }))).toEqual([
      ['p-1', 'COMPENSATED', 'in 30 min 10 s'],
      ['execution FAILED with SagaCompensated, 4 state transitions ($0.000125 in us-east-1, start included)'],
      ['failed at send-parcel; compensated'],
      [],
      ['at', 'command', 'by', 'type', 'status', 'attempts', 'took', 'error'],
      ['+1.00 s', 'book-parcel', 'desk', 'compensatable', 'SUCCEEDED', '2', '3.50 s'],
      ['+5.00 s', 'send-parcel', 'carrier', 'pivot', 'FAILED', '1', '30 min 0 s', 'States.Timeout'],
      ['+30 min 5 s', 'return-parcel', 'carrier', 'compensation', 'SUCCEEDED', '1', '1.00 s'],
      ['+30 min 7 s', 'cancel-parcel', 'desk', 'compensation', 'SUCCEEDED', '1', '1.00 s'],
      [],
      ['ledger of', 'step', 'state'],
      ['desk', 'book-parcel', 'UNDONE'],
      ['carrier', 'nothing'],
      [],
    ]);
  });

  it('says who took it back and why, and does not count a fence as work', () => {
    const text = renderReport(
      {
        ...report,
        events: [
          ...report.events,
          {
            type: 'CancelRequested',
            step: null,
            at: at(1809),
            attempt: 1,
            reason: 'the flight was cancelled',
          },
          { type: 'StepFenced', step: 'send-parcel', at: at(9000), attempt: 1 },
        ],
      },
      { color: false },
    );
    expect(text).toContain(`cancelled at ${at(1809)}: the flight was cancelled`);
    expect(lines(text)).toContainEqual([
      '+5.00 s',
      'send-parcel',
      'carrier',
      'pivot',
      'FAILED',
      '1',
      '30 min 0 s',
      'States.Timeout',
    ]);
  });

  it('says that an attempt under way has completed what was stopped', () => {
    const execution = {
      status: 'ABORTED',
      error: 'StoppedByHand',
      cause: 'by hand',
      transitions: 4,
    } as const;
    expect(
      renderReport({ ...report, status: 'COMPLETED', failedAt: [], execution }, { color: false }),
    ).toContain(
      'with StoppedByHand, 4 state transitions; completed all the same, by an attempt that was under way\n',
    );
  });

  it('tells the member of a group that failed from the one that was cut off', () => {
    const error = { error: 'BusinessError', cause: 'NoRoute' };
    const [first, second] = report.steps as [(typeof report.steps)[0], (typeof report.steps)[0]];
    const group: SagaReport = {
      ...report,
      execution: { ...report.execution, cause: 'failed at book-parcel, send-parcel; compensated' },
      steps: [first, { ...second, error }],
      events: ['book-parcel', 'send-parcel'].map((step) => ({
        type: 'StepFailed',
        step,
        at: at(9),
        attempt: 1,
        error,
      })),
    };
    const shown = renderReport(group, { color: false });
    expect(shown).toContain('\nfailed at send-parcel; compensated\n');
    expect(shown).toMatch(/book-parcel +desk +compensatable +CUT OFF +2\n/);
    expect(shown).toMatch(/send-parcel +carrier +pivot +FAILED +1 +BusinessError \(NoRoute\)\n/);
  });

  it('names no price where none is known', () => {
    expect(renderReport(report, { color: false })).toContain('4 state transitions\n');
    expect(renderReport(report, { color: false, region: 'mars-north-1' })).toContain('4 state transitions\n');
  });

  it('shows the records that it wrote, a line each, and of what was published what was told', () => {
    const own = { version: 3, writtenBy: 'parcel/p-1/book-parcel', pending: null };
    const records = {
      desk: [
        { type: 'booking', id: 'b-1', ...own, weight: 7, status: 'CANCELLED', sender: 'ada', until: 'noon' },
        { type: 'label', id: 'l-1', gone: true },
        { type: 'slip', id: 's-1', ...own, lines: [1, 2], note: 'n'.repeat(99) },
      ],
      carrier: [
        {
          type: 'message',
          id: 'm-1',
          ...own,
          to: 'ada@example.com',
          subject: 'Your parcel',
          body: 'Dear Ada',
        },
        { type: 'van', id: 'v-1', ...own, pending: { saga: 'parcel/p-2', step: 'send-parcel' } },
      ],
    } as const;
    const kept = { carrier: { message: { published: true }, van: {} } } as const;
    const shown = lines(renderReport({ ...report, records }, { color: false, kept }));
    const from = shown.findIndex(([first]) => first === 'record of');
    expect(shown[from - 2]?.[1]).toBe('cancel-parcel');
    expect(shown.slice(from, from + 7)).toEqual([
      ['record of', 'type', 'id', 'version', 'says'],
      ['desk', 'booking', 'b-1', '3', 'status CANCELLED, sender ada, until noon'],
      ['desk', 'label', 'l-1', 'gone'],
      ['desk', 'slip', 's-1', '3'],
      ['carrier', 'message', 'm-1', '3', 'to ada@example.com, subject Your parcel'],
      ['carrier', 'van', 'v-1', '3', 'claimed by parcel/p-2'],
      [],
    ]);
  });

  it('lists dead letters and counters', () => {
    const deadLetters = [
      {
        step: 'book-parcel',
        command: 'cancel-parcel',
        error: 'TransientError',
        attempts: 9,
        message: { place: 'errors-queue', until: '2026-01-02T00:00:00.000Z' },
      },
    ] as const;
    const shown = lines(renderReport({ ...report, deadLetters }, { color: false }));
    expect(shown).toContainEqual([
      'cancel-parcel',
      'book-parcel',
      'TransientError',
      '9',
      'tried again by itself',
    ]);
    const counters = [
      { sagaName: 'parcel', participant: 'carrier', counter: 'seats/x', available: 3, taken: 1 },
    ];
    expect(lines(renderCounters(counters, { color: false }))).toContainEqual(['seats/x', 'carrier', '3']);
    expect(renderCounters([], { color: false })).toBe('');
  });

  const LONG = `${'the carrier does not serve this address, '.repeat(12)}and never will`;
  const long: SagaReport = {
    ...report,
    sagaId: 'p'.repeat(64),
    steps: report.steps.map((step) => ({ ...step, error: { error: 'BusinessError', cause: LONG } })),
    deadLetters: [
      {
        step: 'book-parcel',
        command: 'cancel-parcel',
        error: LONG,
        attempts: 9,
        message: { place: 'expired' },
      },
    ],
  };

  it('cuts no error off', () => {
    expect(renderReport(long, { color: false }).match(/and never will/g)).toHaveLength(3);
    expect(renderReport(long, { color: false })).not.toContain('…');
  });

  it.each([80, 60])('fits into %s columns, and nothing is lost', (columns) => {
    const text = renderReport(long, { color: false, columns });
    const table = text.slice(text.indexOf('\n at ') + 1).split('\n');
    expect(table.filter((line) => line.length > columns)).toEqual([]);
    const words = (shown: string) => shown.split(/[\s,]+/).sort();
    for (const word of words(renderReport(long, { color: false }))) expect(text).toContain(word);
    expect(text.replace(/\s+/g, ' ').split(LONG)).toHaveLength(4);
  });

  it('is coloured only where colours are shown', () => {
    const colored = '\u001b[';
    expect(renderReport(report, { color: true })).toContain(colored);
    expect(renderReport(report, { color: false })).not.toContain(colored);
  });
});
