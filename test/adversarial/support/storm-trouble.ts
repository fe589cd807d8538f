import { commandNames, flatSteps, type SagaDefinition } from '../../../lib/saga';
import { DAY, HOUR, START, type Storm } from './storm-world';

/** Faults stop after this long, so that everything must come to its end. */
const STORM_MS = 6 * DAY;

/** What goes wrong when. */
export interface Trouble {
  /** True with this probability, as long as the storm rages. */
  readonly happens: (probability: number) => boolean;
  /** A command that fails before any handler of its runs. */
  readonly isBroken: (command: string) => boolean;
  /** A step to which the answer is no. */
  readonly isRefused: (step: string) => boolean;
  /** Whether the provider outside fails a request. */
  readonly isAway: (request: 'perform' | 'reverse') => boolean;
  readonly isErrorsQueueAway: () => boolean;
}

export const openTrouble = (
  definition: SagaDefinition,
  storm: Storm,
  alsoBroken: string | undefined,
  { now, chance }: { readonly now: () => number; readonly chance: () => number },
): Trouble => {
  const sinceStart = (): number => now() - START;
  const raging = (): boolean => sinceStart() < STORM_MS;
  const happens = (probability: number): boolean => raging() && chance() < probability;
  const someOf = (names: readonly string[], probability: number): ReadonlySet<string> =>
    new Set(names.filter(() => chance() < probability));
  const broken = someOf(commandNames(definition), storm.refusals / 2);
  const refused = someOf(
    flatSteps(definition).map(({ name }) => name),
    storm.refusals,
  );
  const outage = { from: chance() * HOUR, length: chance() < storm.outages ? chance() * 3 * DAY : 0 };
  const errorsQueueIsAwayFor = chance() < storm.outages ? chance() * 2 * HOUR : 0;
  return {
    happens,
    isBroken: (command) => raging() && (broken.has(command) || command === alsoBroken),
    isRefused: (step) => raging() && refused.has(step),
    isAway: (request) => {
      if (happens(storm.faults / 2)) return true;
      const since = sinceStart() - outage.from;
      return request === 'reverse' && since >= 0 && since < outage.length;
    },
    isErrorsQueueAway: () => sinceStart() < errorsQueueIsAwayFor,
  };
};
