import pc from 'picocolors';
import type { CounterReport, DoneBy, EventReport, SagaReport, StepReport } from '../operations';
import { type EventType, type RecordTypes, STEP_EVENTS } from '../saga';
import type { CliHost } from './host';
import { placeOf } from './operator/letter-place';
import { plainTable } from './plain-table';
import { SAGA_RECORDS_HEAD, sagaRecordRows } from './render-saga-records';
import { costOf } from './report-json';

type Colors = ReturnType<typeof pc.createColors>;
type Columns = CliHost['columns'];

/** How a report is shown. */
export interface ReportLook extends Pick<CliHost, 'color' | 'columns'> {
  /** Whose price a state transition has. @default - no price is shown */
  readonly region?: string;
  /** How records are kept: of those that are published, what was told is shown. @default - as all others */
  readonly kept?: RecordTypes;
}

/** For a person: what happened in order, how it ended, and what is left. */
export const renderReport = (
  report: SagaReport,
  { color, columns, region, kept = {} }: ReportLook,
): string => {
  const colors = pc.createColors(color);
  return [
    headline(report, colors, region),
    commandTable(report, colors, columns),
    recordTable(report, kept, colors, columns),
    ledgerTable(report, colors, columns),
    deadLetterTable(report, colors, columns),
  ]
    .filter((part) => part !== '')
    .map((part) => `${part}\n`)
    .join('\n');
};

/** What is left of what is counted. */
export const renderCounters = (
  counters: readonly CounterReport[],
  { color, columns }: ReportLook,
): string => {
  if (counters.length === 0) return '';
  const rows = counters.map(({ counter, participant, available }) => [counter, participant, available]);
  return `\n${plainTable(pc.createColors(color), ['counter', 'participant', 'available'], rows, columns)}\n`;
};

const headline = (report: SagaReport, colors: Colors, region: string | undefined): string => {
  const { status, error, cause, transitions } = report.execution;
  const took = span(report.createTime, report.updateTime);
  return [
    `${colors.bold(report.sagaId)}  ${painted(report.status, colors)}  in ${took}`,
    `execution ${status ?? 'unknown'}${error === null ? '' : ` with ${error}`}, ${transitions} state transitions${costText(transitions, region)}${finished(report)}`,
    ...(report.execution.historyIncomplete
      ? [colors.red('its history is incomplete: attempts and transitions are at least so many')]
      : []),
    ...(report.closed?.as === 'removed'
      ? [`removed at ${report.closed.at}: its retention was over, and this is all that is kept`]
      : []),
    ...(cause === null ? [] : [colors.dim(causeLine(cause, report))]),
    ...report.events.flatMap(reasonLine),
  ].join('\n');
};

const FINISHERS: Readonly<Record<SagaReport['finishedBy'][number], string>> = {
  unwind: 'the unwind machine',
  redriver: 'the redriver',
  operator: 'an operator',
};

/** An execution that failed, and a saga that is whole all the same: somebody else has done the rest. */
const finished = ({ status, finishedBy, execution }: SagaReport): string => {
  if (finishedBy.length === 0) {
    const isDone = status === 'COMPLETED' && execution.status !== null && execution.status !== 'SUCCEEDED';
    return isDone ? '; completed all the same, by an attempt that was under way' : '';
  }
  const who = finishedBy.map((one) => FINISHERS[one]).join(' and ');
  return `; ${status === 'COMPLETED' ? 'completed' : 'undone'} later by ${who}`;
};

/** The execution names a group as a whole, and knows nothing of what came after it. */
const causeLine = (cause: string, { failedAt, finishedBy }: SagaReport): string => {
  const blamed =
    failedAt.length === 0 ? cause : cause.replace(/^failed at [^;]*/, `failed at ${failedAt.join(', ')}`);
  return finishedBy.length === 0 ? blamed : `when it ended: ${blamed}`;
};

/** What operators asked for, and why. */
const REASONED: Readonly<Partial<Record<EventType, string>>> = {
  CancelRequested: 'cancelled',
  UnwindStarted: 'unwound',
  UnwindGivenUp: 'not unwound any more',
  SagaErased: 'erased',
  CompensationResolved: 'resolved by hand',
  StepSucceeded: 'completed by hand',
};

const reasonLine = ({ type, step, at, reason }: EventReport): readonly string[] => {
  const what = REASONED[type];
  if (what === undefined || reason === undefined) return [];
  return [`${what}${step === null ? '' : ` (${step})`} at ${at}: ${reason}`];
};

const costText = (transitions: number, region: string | undefined): string => {
  const cost = costOf(transitions, region);
  return cost === null ? '' : ` ($${cost.usd} in ${cost.region}, start included)`;
};

/** One line of the table: a step or a compensation. */
interface Row {
  readonly at: string | null;
  readonly cells: readonly (string | number)[];
}

const commandTable = (report: SagaReport, colors: Colors, columns: Columns): string => {
  const forward = report.steps.map((step) => actionRow(report, step, colors));
  const backward = report.steps
    .flatMap((step) => compensationRow(report, step, colors) ?? [])
    .sort((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1));
  return plainTable(
    colors,
    ['at', 'command', 'by', 'type', 'status', 'attempts', 'took', 'error'],
    [...forward, ...backward].map(({ at, cells }) => [sinceStart(report, at), ...cells]),
    columns,
  );
};

const actionRow = (report: SagaReport, step: StepReport, colors: Colors): Row => {
  const events = eventsOf(report, step, FORWARD);
  // A step that was given up may have happened all the same: what counts is that it was given up.
  const isGivenUp = events.some(({ type }) => type === 'StepFailed');
  const outcome = isGivenUp
    ? report.failedAt.includes(step.stepName)
      ? 'FAILED'
      : 'CUT OFF'
    : events.some(({ type }) => type === 'StepSucceeded')
      ? 'SUCCEEDED'
      : step.status;
  return {
    at: events[0]?.at ?? null,
    cells: [
      step.stepName,
      step.stepTopic,
      step.stepType,
      painted(outcome, colors) + helped(step.doneBy),
      step.attempts,
      step.status === 'SKIPPED' ? '' : duration(events),
      step.error === undefined ? '' : errorText(step.error),
    ],
  };
};

/** Nothing for the saga's own execution, nor for the machine whose work undoing is. */
const helped = (doneBy: DoneBy): string =>
  doneBy === 'redriver' || doneBy === 'operator' ? ` by ${FINISHERS[doneBy]}` : '';

const compensationRow = (report: SagaReport, step: StepReport, colors: Colors): Row | undefined => {
  if (step.compensation === null || step.compensation.status === 'PENDING') return undefined;
  const events = eventsOf(report, step, BACKWARD);
  const failed = events.find(({ type }) => type === 'CompensationFailed');
  return {
    at: events[0]?.at ?? null,
    cells: [
      step.compensation.name,
      step.stepTopic,
      'compensation',
      painted(step.compensation.status, colors) + helped(step.compensation.doneBy),
      step.compensation.attempts,
      duration(events),
      step.compensation.status === 'FAILED' && failed?.error ? errorText(failed.error) : '',
    ],
  };
};

const FORWARD: readonly EventType[] = [
  'StepStarted',
  'StepSucceeded',
  'AttemptFailed',
  'StepSkipped',
  'StepFailed',
  'StepParked',
];
/** They belong to neither: they neither carry the step out nor take it back. */
const NEITHER: readonly EventType[] = ['StepFenced', 'RedriveGivenUp'];
const BACKWARD = (Object.keys(STEP_EVENTS) as EventType[]).filter(
  (type) => !FORWARD.includes(type) && !NEITHER.includes(type),
);

const eventsOf = (
  report: SagaReport,
  step: StepReport,
  types: readonly EventType[],
): readonly EventReport[] =>
  report.events.filter((event) => event.step === step.stepName && types.includes(event.type));

const recordTable = (report: SagaReport, kept: RecordTypes, colors: Colors, columns: Columns): string => {
  const rows = sagaRecordRows(report, kept);
  return rows.length === 0 ? '' : plainTable(colors, SAGA_RECORDS_HEAD, rows, columns);
};

const ledgerTable = (report: SagaReport, colors: Colors, columns: Columns): string =>
  plainTable(
    colors,
    ['ledger of', 'step', 'state'],
    Object.entries(report.ledgers).flatMap(([participant, items]) =>
      items.length === 0
        ? [[participant, colors.dim('nothing'), '']]
        : items.map(({ step, state }) => [participant, step, painted(state, colors)]),
    ),
    columns,
  );

const deadLetterTable = ({ deadLetters }: SagaReport, colors: Colors, columns: Columns): string => {
  if (deadLetters.length === 0) return '';
  return plainTable(
    colors,
    ['dead letter', 'step', 'error', 'attempts', 'message'],
    deadLetters.map(({ command, step, error, attempts, message }) => [
      colors.red(command),
      step,
      error,
      attempts,
      placeOf(message),
    ]),
    columns,
  );
};

const PAINT: Readonly<Record<string, 'green' | 'yellow' | 'red' | 'dim'>> = {
  COMPLETED: 'green',
  SUCCEEDED: 'green',
  DONE: 'green',
  COMPENSATED: 'yellow',
  PARTLY_COMPENSATED: 'yellow',
  UNDONE: 'yellow',
  FAILED: 'red',
  PARKED: 'red',
  COMPENSATION_FAILED: 'red',
  COMPLETION_FAILED: 'red',
  PENDING: 'dim',
  SKIPPED: 'dim',
};

const painted = (status: string, colors: Colors): string => {
  const paint = PAINT[status];
  return paint ? colors[paint](status) : status;
};

const errorText = ({ error, cause }: { readonly error: string; readonly cause: string }): string =>
  `${error}${messageIn(cause)}`;

/** Lambda's cause is JSON with the message in it. */
const messageIn = (cause: string): string => {
  const message = /"errorMessage":"((?:[^"\\]|\\.)*)/.exec(cause)?.[1] ?? cause;
  return message === '' ? '' : ` (${message})`;
};

const sinceStart = ({ createTime }: SagaReport, at: string | null): string =>
  at === null ? '' : `+${span(createTime, at)}`;

const duration = (events: readonly EventReport[]): string =>
  events.length < 2 ? '' : span(events[0]?.at ?? null, events[events.length - 1]?.at ?? null);

/** Time on the saga's clock. */
const span = (from: string | null, to: string | null): string => {
  if (from === null || to === null) return '?';
  const seconds = Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return seconds < 48 * 3600 ? `${(seconds / 3600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
};
