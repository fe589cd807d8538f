import type { Engine } from '../../engine';
import { type ChainPoint, type HistoryEvent, readPoint } from '../../engine';
import type { LoggedSaga } from '../../runtime';
import { isOver, type LedgerItem, type SagaEvent } from '../../saga';
import { DAY } from './constants';
import type { ErrorsQueue } from './errors-queue';
import type { Turn } from './scheduler';
import type { World } from './world';

/**
 * How the world stands, so that two ways to the same are one: what whoever runs on can see. Times count as far as
 * somebody acts by them: passed or not, two weeks ago or not. What only tells of the past is left out: histories, the
 * numbers of attempts, attempts that came to nothing.
 */
export const standingOf = (
  world: World,
  parts: {
    readonly engine: Engine;
    readonly errors: ErrorsQueue;
    readonly more: unknown;
  },
  logged: LoggedSaga | undefined,
): string => {
  const { clock, scheduler, tables, provider, faults } = world;
  const now = clock.now();
  return JSON.stringify([
    [...parts.engine.allExecutions()].map(({ name, status, error, history }) =>
      status === 'RUNNING'
        ? [name, pointText(readPoint(history)), triesSince(history)]
        : [name, status, error],
    ),
    tables
      .all()
      .map(([participant, table]) => [
        participant,
        sorted([...table.items.values()].map((item) => itemText(item, now))),
        sorted(table.counters),
        sorted(table.records),
        sorted(table.sequences),
      ]),
    logged && logText(logged, now),
    [...provider.made].toSorted(),
    [...tables.everDone].toSorted(),
    parts.errors.standing(),
    scheduler.standing().map(turnText),
    clock
      .standing()
      .filter(({ name }) => name !== '')
      .map(({ name }) => name),
    faults.standing(),
    parts.more,
  ]);
};

const sorted = (entries: Iterable<unknown>): readonly string[] =>
  [...entries].map((entry) => untimed(JSON.stringify(entry))).toSorted();

/** Times that were written down are told by nobody but readers. */
const untimed = (text: string | undefined): string => (text ?? '').replaceAll(ISO_TIME, 'T');
const ISO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

const itemText = ({ until, ...item }: LedgerItem, now: number): unknown =>
  until === undefined ? item : { ...item, until: until < now };

const logText = ({ header, events }: LoggedSaga, now: number): unknown => [
  header.status,
  header.input === undefined,
  Date.parse(header.expireTime) < now,
  isOver(header.status) || Date.parse(header.due) < now,
  [...new Set(events.flatMap((event) => eventText(event, now)))].toSorted(),
];

const eventText = ({ type, step, runner, error, data, at }: SagaEvent, now: number): readonly string[] => {
  if (type === 'AttemptFailed') return [];
  const age = now - Date.parse(at);
  const old = age >= 14 * DAY ? 2 : age >= DAY ? 1 : 0;
  return [untimed(JSON.stringify([type, step, runner, error?.error, data, old]))];
};

const pointText = (point: ChainPoint | undefined): unknown => {
  if (point?.kind !== 'open') return point;
  const { state, input, variables, inside } = point;
  return [
    state,
    input,
    Object.entries(variables).map(([name, value]) => [name, untimed(value)]),
    inside && [...inside.parts].map(([name, part]) => [name, pointText(part)]),
  ];
};

/** Attempts of what is under way that came to nothing, by their errors: the retriers count them. */
const triesSince = (history: readonly HistoryEvent[]): unknown => {
  const tries = new Map<string, number>();
  for (const event of history.toReversed()) {
    if (/StateExited$/.test(event.type)) break;
    const failure = event.taskFailedEventDetails ?? event.taskTimedOutEventDetails;
    if (failure) tries.set(failure.error ?? '', (tries.get(failure.error ?? '') ?? 0) + 1);
  }
  return [...tries].toSorted();
};

const turnText = ({ call, process: { spec, late, lastCall, answers } }: Turn): unknown => [
  spec.kind,
  spec.name,
  spec.about === undefined ? undefined : untimed(JSON.stringify(spec.about)),
  call?.what,
  late,
  lastCall,
  untimed(JSON.stringify(answers)),
];
