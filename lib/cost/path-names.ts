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
export const pathName = ({ events, failure }: Path): string => {
  const parts = events.map(eventName);
  const end = failure === undefined ? undefined : endName(failure, events);
  // An uncaught failure is named once: the event says it all.
  const told =
    end !== undefined && events.at(-1)?.kind === 'fails' && events.at(-1)!.state === failure!.origin;
  if (end !== undefined) parts.push(told ? 'not caught' : end);
  return parts.length === 0 ? 'happy path' : parts.join(' → ');
};

/** The Choice before a conditional step of a saga is called after it: `WhenRentCar`. */
const CONDITIONAL = /^When([A-Z].*)$/;

const eventName = (event: PathEvent): string => {
  if (event.kind === 'fails') return `${commandName(event.state)} fails`;
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
