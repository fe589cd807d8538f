import {
  COUNTER_NAME,
  type CounterChange,
  type CounterState,
  isCount,
  MAX_COUNT,
  participantNames,
  SagaError,
} from '../saga';
import type { OperationPorts } from './operation-ports';

/** A counted resource of a participant. */
export interface CounterReport extends CounterState {
  readonly sagaName: string;
  readonly participant: string;
}

/** What an operator made of one. */
export interface CounterChangeReport extends CounterChange {
  readonly sagaName: string;
  readonly participant: string;
}

type Ports = Pick<OperationPorts, 'definition' | 'countersOf'>;

/** All counters of a saga's participants that were ever used. */
export const listCounters = (ports: Ports): Promise<readonly CounterReport[]> =>
  ofParticipants(ports, (participant) => ports.countersOf(participant).list());

/** Everything that operators changed of a saga's counters, oldest first. */
export const listCounterChanges = async (ports: Ports): Promise<readonly CounterChangeReport[]> => {
  const changes = await ofParticipants(ports, (participant) => ports.countersOf(participant).changes());
  return [...changes].sort((a, b) => (a.at < b.at ? -1 : 1));
};

const ofParticipants = async <Found>(
  { definition }: Pick<Ports, 'definition'>,
  read: (participant: string) => Promise<readonly Found[]>,
): Promise<readonly (Found & { readonly sagaName: string; readonly participant: string })[]> => {
  const found = await Promise.all(
    participantNames(definition).map(async (participant) =>
      (await read(participant)).map((one) => ({ sagaName: definition.name, participant, ...one })),
    ),
  );
  return found.flat();
};

export interface CounterRequest {
  readonly participant: string;
  readonly counter: string;
  /** `set`: so many are available from now on. `make`: the same for one that was never used. `add`: so many more, or fewer. */
  readonly change: { readonly kind: 'set' | 'make' | 'add'; readonly amount: number };
  /** Why, and by whom, for whoever reads it later. */
  readonly reason: string;
  readonly by: string;
}

/** How often a change is tried that others keep coming before; each try is one read and one write. */
const MOST_TRIES = 50;

/**
 * Changes what is available of a counter, never below 0, and keeps who did it and why. Running sagas are not in the way:
 * the change is written only over the number that it was reckoned from.
 * @throws SagaError `UnknownParticipant`, `InvalidCounter`, `InvalidAmount`, `UnknownCounter`, `CounterExists`,
 * `TooFewAvailable`, `Contention`
 */
export const changeCounter = async (
  ports: Pick<OperationPorts, 'definition' | 'countersOf' | 'ledgerOf' | 'now'>,
  request: CounterRequest,
): Promise<CounterChangeReport> => {
  const { participant, counter, change, reason, by } = request;
  checkRequest(ports, request);
  const ledger = ports.ledgerOf(participant);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = (await ledger.available(counter)) ?? null;
    const after = reckon(request, before);
    const made = { counter, before, after, at: ports.now(), by, reason };
    if (await ports.countersOf(participant).change(made)) {
      return { sagaName: ports.definition.name, participant, ...made };
    }
  }
  throw new SagaError(
    'Contention',
    `${counter} of ${participant} changed with each of ${MOST_TRIES} tries to ${change.kind} it: try again later`,
  );
};

const checkRequest = (
  { definition }: Pick<OperationPorts, 'definition'>,
  { participant, counter, change }: CounterRequest,
): void => {
  const participants = participantNames(definition);
  if (!participants.includes(participant)) {
    throw new SagaError(
      'UnknownParticipant',
      `saga '${definition.name}' has no participant '${participant}': use one of ${participants.join(', ')}`,
    );
  }
  if (!COUNTER_NAME.test(counter)) {
    throw new SagaError(
      'InvalidCounter',
      `'${counter}' is no name of a counter: use 1 to 128 letters, digits and . _ : / -`,
    );
  }
  const isValid = change.kind === 'add' ? isCount(Math.abs(change.amount), 1) : isCount(change.amount, 0);
  if (isValid) return;
  const expected =
    change.kind === 'add' ? `1 to ${MAX_COUNT}, or as many fewer with a minus` : `0 to ${MAX_COUNT}`;
  throw new SagaError(
    'InvalidAmount',
    `'${change.amount}' is no amount: expected a whole number from ${expected}`,
  );
};

const reckon = ({ participant, counter, change }: CounterRequest, before: number | null): number => {
  const which = `counter '${counter}' of ${participant}`;
  if (change.kind === 'make') {
    if (before === null) return change.amount;
    throw new SagaError(
      'CounterExists',
      `${which} is there already, with ${before} available: set it, or add to it`,
    );
  }
  if (before === null) {
    throw new SagaError(
      'UnknownCounter',
      `${which} was never used: see 'saga counters list' for its right name, or make it with --new`,
    );
  }
  const after = change.kind === 'set' ? change.amount : before + change.amount;
  if (isCount(after, 0)) return after;
  throw after < 0
    ? new SagaError(
        'TooFewAvailable',
        `${which} has ${before} available: ${-change.amount} fewer would be below 0`,
      )
    : new SagaError('InvalidAmount', `${which} has ${before} available: it holds ${MAX_COUNT} at the most`);
};
