import { canonical, detailsOf, type Event } from './canonical';

/** Events that say nothing of their own. */
const DROPPED: ReadonlySet<string> = new Set(['TaskStarted', 'LambdaFunctionStarted']);

/** On these events input and output are not compared: they hold names that the recording replaced. */
const SCHEDULED: ReadonlySet<string> = new Set(['TaskScheduled', 'LambdaFunctionScheduled']);

/** What a Lambda result says about the HTTP call. */
const VOLATILE: ReadonlySet<string> = new Set([
  'ExecutedVersion',
  'LogResult',
  'ResponseMetadata',
  'SdkHttpMetadata',
  'SdkResponseMetadata',
]);

const COMPARED = ['name', 'error', 'index', 'length', 'input', 'output'] as const;

/** The first difference between a recorded history and ours, in words; undefined when they tell the same. */
export const difference = (recorded: readonly Event[], ours: readonly Event[]): string | undefined => {
  const expected = canonical(recorded.filter(({ type }) => !DROPPED.has(type)));
  const actual = canonical(ours.filter(({ type }) => !DROPPED.has(type)));
  const lost = expected.unordered
    ? differenceOfSets(expected.events, actual.events)
    : differenceInOrder(expected.events, actual.events);
  if (lost !== undefined) return lost;
  if (expected.events.length === actual.events.length) return undefined;
  const counts = `${expected.events.length} events were recorded, we have ${actual.events.length}`;
  return `${counts}${flawOf(recorded)}: ${typesOf(actual.events)}`;
};

/** What a recording says about itself: ids that it skips are events that it lost. */
const flawOf = (recorded: readonly Event[]): string => {
  const last = recorded.at(-1);
  const lost = Number(last?.id) - recorded.length;
  if (lost > 0) return ` (its ids go up to ${last?.id}: the recording lost ${lost})`;
  return /^Execution.*(ed|Out)$/.test(last?.type ?? '') && last?.type !== 'ExecutionStarted'
    ? ''
    : ' (the recording stops before the execution ended)';
};

const typesOf = (events: readonly Event[]): string => events.map(({ type }) => type).join(' ');

const differenceInOrder = (expected: readonly Event[], actual: readonly Event[]): string | undefined => {
  for (const [index, event] of expected.entries()) {
    const other = actual[index];
    const lost = other ? differenceOfEvents(event, other) : 'we have no such event';
    if (lost !== undefined) return `event ${index + 1} (${event.type}): ${lost}`;
  }
  return undefined;
};

/** For recordings that lost the order: each recorded event has one of ours to itself. */
const differenceOfSets = (expected: readonly Event[], actual: readonly Event[]): string | undefined => {
  const left = [...actual];
  for (const event of expected) {
    const match = left.findIndex((other) => differenceOfEvents(event, other) === undefined);
    if (match < 0) return `no event of ours is like the recorded ${event.type} ${JSON.stringify(event)}`;
    left.splice(match, 1);
  }
  return undefined;
};

const differenceOfEvents = (expected: Event, actual: Event): string | undefined => {
  if (expected.type !== actual.type) return `ours is ${actual.type}`;
  const expectedDetails = detailsOf(expected);
  const actualDetails = detailsOf(actual);
  for (const field of COMPARED) {
    if ((field === 'input' || field === 'output') && SCHEDULED.has(expected.type)) continue;
    const wanted = expectedDetails[field];
    const got = actualDetails[field];
    if (!same(wanted, got)) {
      return `${field} was ${JSON.stringify(wanted)}, ours is ${JSON.stringify(got)}`;
    }
  }
  return undefined;
};

/** Text that holds JSON counts as what it holds: the recording has it parsed, or written another way. */
const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

/** Whole values that stand for what changes from run to run. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'date',
  'entered-time',
  'lambda_function_name',
  'snf_role_arn',
  'start-time',
  'timestamp',
]);
const PLACEHOLDER_PATHS = /^\w+EventDetails\.(input|output)$|^function_name_\w+$/;
const PLACEHOLDER_PARTS = /<[^<>]+>/;

const matchesText = (expected: string, actual: string): boolean => {
  if (PLACEHOLDERS.has(expected) || PLACEHOLDER_PATHS.test(expected)) return true;
  if (!PLACEHOLDER_PARTS.test(expected)) return expected === actual;
  const pieces = expected
    .split(PLACEHOLDER_PARTS)
    .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pieces.join('[^]*')}$`).test(actual);
};

const same = (wanted: unknown, got: unknown): boolean => {
  if (typeof wanted === 'string' && PLACEHOLDER_PATHS.test(wanted)) return got !== undefined;
  const expected = parsed(wanted);
  const actual = parsed(got);
  if (typeof expected === 'string') {
    return matchesText(expected, typeof actual === 'string' ? actual : (JSON.stringify(actual) ?? ''));
  }
  if (expected === null || typeof expected !== 'object') return expected === actual;
  if (actual === null || typeof actual !== 'object' || Array.isArray(expected) !== Array.isArray(actual)) {
    return false;
  }
  const keys = new Set(
    [...Object.keys(expected), ...Object.keys(actual)].filter((key) => !VOLATILE.has(key)),
  );
  const left = expected as Readonly<Record<string, unknown>>;
  const right = actual as Readonly<Record<string, unknown>>;
  return [...keys].every((key) => key in left && key in right && same(left[key], right[key]));
};
