import { memorySagaLog } from '../../runtime';
import {
  type EventType,
  findStep,
  foldEvents,
  ledgerKey,
  type ParkedMessage,
  type SagaDefinition,
  type SagaEvent,
  type SagaLog,
  type SagaReference,
  sagaRank,
} from '../../saga';
import { SAGA } from './constants';
import type { Provider } from './provider';
import type { Tables } from './tables';

export interface Watched {
  readonly definition: SagaDefinition;
  readonly blame: (problem: string) => void;
  readonly tables: Tables;
  readonly provider: Provider;
  /** Whether a message about this step lies in `saga-errors` or behind it. */
  readonly isAlive: (step: string, phase: ParkedMessage['phase']) => boolean;
}

/** A saga log of which each event is true when it is written, and the header says no more than the events do. */
export const watchedLog = (world: () => Watched, log: SagaLog = memorySagaLog()): SagaLog => {
  /** What a write has raised the header to must be what the events say by then. */
  const raising = async (
    saga: Pick<SagaReference, 'name' | 'id'>,
    write: () => Promise<void>,
  ): Promise<void> => {
    const before = (await log.read(saga))?.header.status;
    await write();
    const logged = await log.read(saga);
    if (!logged || logged.header.status === before) return;
    const { status } = foldEvents(logged.header.steps, logged.events);
    if (sagaRank(logged.header.status) > sagaRank(status)) {
      world().blame(`the header is raised to ${logged.header.status}, and the events say ${status}`);
    }
  };
  return {
    ...log,
    append: (saga, event) => {
      check(event, world());
      return log.append(saga, event);
    },
    appendAndRaise: (start, events, status) => {
      for (const event of events) check(event, world());
      return raising(start.saga, () => log.appendAndRaise(start, events, status));
    },
    raise: (saga, status, at) => raising(saga, () => log.raise(saga, status, at)),
  };
};

const check = (event: SagaEvent, world: Watched): void => {
  const { step, type } = event;
  if (step === undefined) return;
  const problem = LIES[type]?.(step, world);
  if (problem !== undefined) world.blame(`${step}: ${type} is logged, and ${problem}`);
};

type Lie = (step: string, world: Watched) => string | undefined;

const keyOf = (step: string, { definition }: Watched): string =>
  ledgerKey({ name: definition.name, id: SAGA }, step);

const stateOf = (step: string, world: Watched): string | undefined =>
  world.tables.of(findStep(world.definition, step)?.by ?? '').items.get(keyOf(step, world))?.state;

const unlessAlive =
  (phase: ParkedMessage['phase']): Lie =>
  (step, { isAlive }) =>
    isAlive(step, phase) ? undefined : 'there is no message about it';

/** What would be wrong about an event, if it came at this moment. */
const LIES: Partial<Record<EventType, Lie>> = {
  StepSucceeded: (step, world) =>
    world.tables.everDone.has(keyOf(step, world)) ? undefined : 'it was never done',
  CompensationSucceeded: (step, world) => {
    if (stateOf(step, world) !== 'UNDONE') return 'nothing keeps it from happening';
    return world.provider.made.has(keyOf(step, world)) ? 'its effect is still there outside' : undefined;
  },
  StepFenced: (step, world) => {
    const state = stateOf(step, world);
    return state === 'UNDONE' || state === 'DONE' ? undefined : 'nothing keeps it from happening';
  },
  StepParked: unlessAlive('action'),
  CompensationFailed: unlessAlive('compensation'),
};
