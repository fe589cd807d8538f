import { commandName } from './command-name';
import type { Path } from './paths';
import type { PathEvent } from './way';

/** How the ends of a saga are called in plain words; any other end is called by its error. */
const ENDS: Readonly<Record<string, string>> = {
  SagaCompensated: 'compensated',
  SagaCompensationFailed: 'compensation failed',
  SagaCompletionFailed: 'completion failed',
};

/** The Fail state of a saga that was undone; its error is computed from what was parked. */
const UNDONE = 'SagaNotCompleted';

/** `happy path`, `process-payment fails → compensated`, `in-stock: back-order`. */
export const pathName = (path: Path): string => nameWith(path, false);

/** The same for many, of which no two share a name: where they would, errors tell them apart, else a number. */
export const pathNames = (paths: readonly Path[]): readonly string[] => {
  const plain = paths.map(pathName);
  const detailed = plain.map((name, at) =>
    isShared(plain, name) ? nameWith(paths[at] as Path, true) : name,
  );
  const seen = new Map<string, number>();
  return detailed.map((name) => {
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name} (${before + 1})`;
  });
};

const isShared = (names: readonly string[], name: string): boolean =>
  names.indexOf(name) !== names.lastIndexOf(name);

const nameWith = ({ events, failure }: Path, errors: boolean): string => {
  const parts = events.map((event) => eventName(event, errors));
  const end = failure === undefined ? undefined : endName(failure, events);
  // An uncaught failure is named once: the event says it all.
  const last = events.at(-1);
  const told = end !== undefined && last?.kind === 'fails' && last.state === failure?.origin;
  if (end !== undefined) parts.push(told ? 'not caught' : end);
  return parts.length === 0 ? 'happy path' : parts.join(' → ');
};

/** The Choice before a conditional step of a saga is called after it: `WhenRentCar`. */
const CONDITIONAL = /^When([A-Z].*)$/;

const eventName = (event: PathEvent, withError: boolean): string => {
  if (event.kind === 'fails') {
    const error = withError && event.error !== undefined ? ` with ${event.error}` : '';
    return `${commandName(event.state)} fails${error}`;
  }
  if (event.kind === 'tolerates') return `${commandName(event.state)}: failures tolerated`;
  const step = CONDITIONAL.exec(event.state)?.[1];
  if (step !== undefined && step !== event.to) return `${commandName(step)} skipped`;
  return `${commandName(event.state)}: ${commandName(event.to)}`;
};

/** The first failure turns a saga back; any other one is of a compensation, which was parked. */
const endName = ({ error, origin }: NonNullable<Path['failure']>, events: readonly PathEvent[]): string => {
  if (error !== undefined) return ENDS[error] ?? error;
  if (origin !== UNDONE) return commandName(origin);
  return events.filter((event) => event.kind === 'fails').length > 1 ? 'compensation failed' : 'compensated';
};
