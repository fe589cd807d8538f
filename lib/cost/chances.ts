import { SagaError } from '../saga';
import { commandName } from './command-name';
import { firstThatTakes } from './error-names';
import { happyWay } from './happy';
import type { Chain, Machine, StateNode } from './machine';
import { inner } from './machine';

/** What is asked of the estimate. Commands are state names, exactly or in kebab-case (`process-payment`). */
export interface Odds {
  /** Command → probability that its participant says no: the step ends in its Catch, without a retry. */
  readonly failure?: Readonly<Record<string, number>>;
  /** Command → probability that an attempt gets no answer and is retried; after the last retry it goes to its Catch. */
  readonly retry?: Readonly<Record<string, number>>;
  /** Choice → next state → probability. What is not given goes to the happy alternative. */
  readonly choice?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Map → items; 1 where nothing is said. */
  readonly items?: Readonly<Record<string, number>>;
}

/** `Odds` with every name found and every figure checked. Keys are state names. */
export interface Chances {
  readonly failure: ReadonlyMap<string, number>;
  readonly retry: ReadonlyMap<string, number>;
  /** Choice → probabilities in the order of its `next`. */
  readonly choice: ReadonlyMap<string, readonly number[]>;
  readonly items: ReadonlyMap<string, number>;
}

/** Names under which an attempt without an answer is looked up among the retriers, the saga's own first. */
const LOST = ['TransientError', 'Lambda.SdkClientException'] as const;

/** Throws `SagaError` with one line on an unknown name, a figure outside its range, or a retry that nobody makes. */
export const resolveChances = (machine: Machine, odds: Odds): Chances => {
  const failure = resolve(odds.failure, (name, value) => {
    const state = findTask(machine, name);
    return [state.name, probability('--failure', name, value)];
  });
  const retry = resolve(odds.retry, (name, value) => {
    const state = findTask(machine, name);
    if (retriedError(state) === undefined) {
      throw misuse(
        'NoRetrier',
        `--retry ${name}: ${state.name} has no retrier, so nothing is ever retried there`,
      );
    }
    return [state.name, probability('--retry', name, value)];
  });
  const items = resolve(odds.items, (name, value) => {
    const state = findState(machine, name);
    if (state.kind.type !== 'Map')
      throw misuse('NotAMap', `${state.name} is a ${state.kind.type}, not a Map`);
    if (!Number.isInteger(value) || value < 0) {
      throw misuse('BadItems', `Items of ${name}: ${value} is not a whole number from 0`);
    }
    return [state.name, value];
  });
  return { failure, retry, items, choice: resolveChoices(machine, odds) };
};

const misuse = (code: string, message: string): SagaError => new SagaError(code, message);

const resolve = <In, Out>(
  given: Readonly<Record<string, In>> | undefined,
  check: (name: string, value: In) => readonly [string, Out],
): ReadonlyMap<string, Out> =>
  new Map(Object.entries(given ?? {}).map(([name, value]) => check(name, value)));

const probability = (option: string, name: string, value: number): number => {
  if (value >= 0 && value <= 1) return value;
  throw misuse(
    'BadProbability',
    `${option} ${name}: ${value} is not a probability; give a number from 0 to 1`,
  );
};

/** `process-payment` → `ProcessPayment`, the way state names are made from command names. */
export const pascalCase = (command: string): string =>
  command.replace(/(^|-)([a-z0-9])/g, (_, _dash, first: string) => first.toUpperCase());

/** Names in a message. */
const MOST_NAMES = 20;

/** The state of that name, or of that command. Throws `SagaError` UnknownCommand. */
export const findState = (machine: Machine, name: string): StateNode => {
  const state = machine.byName.get(name) ?? machine.byName.get(pascalCase(name));
  if (state) return state;
  const names = [...machine.byName.values()].flatMap((one) =>
    one.kind.type === 'Task' ? [commandName(one.name)] : [],
  );
  const some =
    names.slice(0, MOST_NAMES).join(', ') + (names.length > MOST_NAMES ? `, … (${names.length})` : '');
  throw misuse('UnknownCommand', `Unknown command '${name}': use one of ${some}`);
};

const findTask = (machine: Machine, name: string): StateNode => {
  const state = findState(machine, name);
  if (state.kind.type === 'Task') return state;
  throw misuse(
    'NotATask',
    `${state.name} is a ${state.kind.type}; only a Task fails or is retried by itself`,
  );
};

/**
 * The error name under which the state's retriers take up an attempt without an answer. Every task has its own
 * opinion: a queue step retries only what the send throws, a machine by another author only what it lists.
 */
const retriedError = (state: StateNode): string | undefined => {
  const listed = state.retriers
    .flatMap((retrier) => retrier.errors)
    .filter((name) => !name.startsWith('States.'));
  return [...LOST, ...listed, 'States.Timeout'].find(
    (name) => (firstThatTakes(state.retriers, name)?.maxAttempts ?? 0) > 0,
  );
};

/** The error that an attempt without an answer ends with. */
export const lostError = (state: StateNode): string => retriedError(state) ?? LOST[0];

const resolveChoices = (machine: Machine, odds: Odds): Chances['choice'] => {
  const asked = new Map<string, Readonly<Record<string, number>>>();
  for (const [name, alternatives] of Object.entries(odds.choice ?? {})) {
    const state = findState(machine, name);
    if (state.kind.type !== 'Choice') {
      throw misuse('NotAChoice', `--choice ${name}: ${state.name} is a ${state.kind.type}, not a Choice`);
    }
    asked.set(state.name, alternatives);
  }
  const found = new Map<string, readonly number[]>();
  const visit = (chain: Chain): void => {
    const way = happyWay(chain);
    chain.states.forEach((state, place) => {
      const alternatives = asked.get(state.name);
      if (alternatives) found.set(state.name, shareOut(chain, state, way.next[place]!, alternatives));
      inner(state.kind).forEach(visit);
    });
  };
  if (asked.size > 0) visit(machine);
  return found;
};

const shareOut = (
  chain: Chain,
  state: StateNode,
  happy: number,
  alternatives: Readonly<Record<string, number>>,
): readonly number[] => {
  const names = state.next.map((place) => chain.states[place]!.name);
  const shares: (number | undefined)[] = names.map(() => undefined);
  for (const [name, value] of Object.entries(alternatives)) {
    const exact = names.indexOf(name);
    const at = exact >= 0 ? exact : names.indexOf(pascalCase(name));
    if (at < 0) {
      throw misuse(
        'UnknownAlternative',
        `--choice ${state.name}: no way to ${name}; it leads to ${names.join(', ')}`,
      );
    }
    shares[at] = probability('--choice', `${state.name}=${name}`, value);
  }
  const given = shares.reduce<number>((sum, share) => sum + (share ?? 0), 0);
  const rest = Math.max(0, 1 - given);
  const happyAt = state.next.indexOf(happy);
  const open =
    shares[happyAt] === undefined
      ? [happyAt]
      : shares.flatMap((share, at) => (share === undefined ? [at] : []));
  if (given > 1 + 1e-9 || (open.length === 0 && rest > 1e-9)) {
    throw misuse('BadProbability', `--choice ${state.name}: the probabilities add up to ${given}, not to 1`);
  }
  return shares.map((share, at) => share ?? (open.includes(at) ? rest / open.length : 0));
};
