import { SagaError } from '../saga';
import type { CatcherRule, Chain, Machine, RetrierRule, StateKind, StateNode } from './machine';

/** ASL's own default. */
const DEFAULT_MAX_ATTEMPTS = 3;

type Json = Readonly<Record<string, unknown>>;

/**
 * Any Amazon States Language definition (JSONata or JSONPath, text or object) as a `Machine`.
 * Throws `SagaError` MalformedAsl with one line that names the state and what is wrong with it.
 */
export const readMachine = (asl: unknown): Machine => {
  const byName = new Map<string, StateNode>();
  const definition = typeof asl === 'string' ? parse(asl) : asl;
  return { ...readChain(definition, 'the definition', byName), byName };
};

const malformed = (where: string, what: string): SagaError =>
  new SagaError('MalformedAsl', `Malformed ASL: ${where} ${what}`);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SagaError('MalformedAsl', `Malformed ASL: not JSON (${(cause as Error).message})`, { cause });
  }
};

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readChain = (chain: unknown, where: string, byName: Map<string, StateNode>): Chain => {
  if (!isObject(chain)) throw malformed(where, `is not an object with StartAt and States`);
  const { StartAt, States } = chain;
  if (!isObject(States) || Object.keys(States).length === 0) throw malformed(where, 'has no States');
  if (typeof StartAt !== 'string') throw malformed(where, 'has no StartAt');
  const places = new Map(Object.keys(States).map((name, place) => [name, place]));
  const start = places.get(StartAt);
  if (start === undefined) throw malformed(where, `starts at ${StartAt}, which is not among its States`);
  const states = Object.entries(States).map(([name, state]) => {
    if (byName.has(name)) throw malformed(`state ${name}`, 'is there twice; names are unique in a machine');
    if (!isObject(state)) throw malformed(`state ${name}`, 'is not an object');
    const node = readState(name, state, places, byName);
    byName.set(name, node);
    return node;
  });
  return { start, states };
};

const readState = (
  name: string,
  state: Json,
  places: ReadonlyMap<string, number>,
  byName: Map<string, StateNode>,
): StateNode => {
  const place = (target: unknown, field: string): number => {
    const found = typeof target === 'string' ? places.get(target) : undefined;
    if (found === undefined) {
      throw malformed(
        `state ${name}`,
        `has ${field} ${JSON.stringify(target)}, which is not a state beside it`,
      );
    }
    return found;
  };
  const kind = readKind(name, state, byName);
  return {
    name,
    kind,
    next: readNext(name, state, kind, place),
    mayMatchNothing: kind.type === 'Choice' && state.Default === undefined,
    retriers: list(name, state, 'Retry').map((retrier) => readRetrier(name, retrier)),
    catchers: list(name, state, 'Catch').map(
      (catcher): CatcherRule => ({
        errors: readErrors(name, catcher),
        to: place(catcher.Next, 'a Catch to'),
      }),
    ),
  };
};

const readNext = (
  name: string,
  state: Json,
  kind: StateKind,
  place: (target: unknown, field: string) => number,
): readonly number[] => {
  if (kind.type === 'Succeed' || kind.type === 'Fail') return [];
  if (kind.type === 'Choice') {
    const rules = list(name, state, 'Choices');
    if (rules.length === 0) throw malformed(`state ${name}`, 'is a Choice without Choices');
    const targets = rules.map((rule) => place(rule.Next, 'a rule with Next'));
    if (state.Default !== undefined) targets.push(place(state.Default, 'Default'));
    return [...new Set(targets)];
  }
  if (state.End === true) return [];
  if (state.Next === undefined) throw malformed(`state ${name}`, 'has neither Next nor End');
  return [place(state.Next, 'Next')];
};

const readKind = (name: string, state: Json, byName: Map<string, StateNode>): StateKind => {
  const { Type: type } = state;
  switch (type) {
    case 'Pass':
    case 'Wait':
    case 'Choice':
    case 'Succeed':
      return { type };
    case 'Fail':
      return { type, error: literal(state.Error) };
    case 'Task':
      if (typeof state.Resource !== 'string') throw malformed(`state ${name}`, 'is a Task without Resource');
      return { type, resource: state.Resource, queue: queueOf(state) };
    case 'Parallel': {
      const branches = Array.isArray(state.Branches) ? state.Branches : [];
      if (branches.length === 0) throw malformed(`state ${name}`, 'is a Parallel without Branches');
      return {
        type,
        branches: branches.map((branch, index) =>
          readChain(branch, `branch ${index + 1} of ${name}`, byName),
        ),
      };
    }
    case 'Map':
      return readMap(name, state, byName);
    default:
      throw malformed(`state ${name}`, `has Type ${JSON.stringify(type)}, which is no state type of ASL`);
  }
};

const readMap = (name: string, state: Json, byName: Map<string, StateNode>): StateKind => {
  const processor = state.ItemProcessor ?? state.Iterator;
  const chain = readChain(processor, `the ItemProcessor of ${name}`, byName);
  const config = isObject(processor) && isObject(processor.ProcessorConfig) ? processor.ProcessorConfig : {};
  const batcher = isObject(state.ItemBatcher) ? state.ItemBatcher : {};
  return {
    type: 'Map',
    processor: chain,
    mode:
      config.Mode !== 'DISTRIBUTED'
        ? 'inline'
        : config.ExecutionType === 'EXPRESS'
          ? 'distributed-express'
          : 'distributed-standard',
    batch: Math.max(1, number(batcher.MaxItemsPerBatch)),
    tolerated: {
      count: number(state.ToleratedFailureCount),
      share: number(state.ToleratedFailurePercentage) / 100,
    },
  };
};

/** The queue that the task sends to, if it names one. */
const queueOf = (state: Json): string | undefined => {
  const call = isObject(state.Arguments) ? state.Arguments : state.Parameters;
  return isObject(call) ? literal(call.QueueUrl) : undefined;
};

const list = (name: string, state: Json, field: string): readonly Json[] => {
  const value = state[field] ?? [];
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw malformed(`state ${name}`, `has a ${field} that is not a list of objects`);
  }
  return value;
};

const readErrors = (name: string, rule: Json): readonly string[] => {
  const { ErrorEquals } = rule;
  if (!Array.isArray(ErrorEquals) || ErrorEquals.length === 0 || !ErrorEquals.every(isText)) {
    throw malformed(`state ${name}`, 'has a Retry or Catch whose ErrorEquals is not a list of names');
  }
  return ErrorEquals;
};

const readRetrier = (name: string, retrier: Json): RetrierRule => {
  const maxAttempts = retrier.MaxAttempts ?? DEFAULT_MAX_ATTEMPTS;
  if (typeof maxAttempts !== 'number' || !Number.isInteger(maxAttempts) || maxAttempts < 0) {
    throw malformed(
      `state ${name}`,
      `has MaxAttempts ${JSON.stringify(maxAttempts)}, not a whole number from 0`,
    );
  }
  return { errors: readErrors(name, retrier), maxAttempts };
};

const isText = (value: unknown): value is string => typeof value === 'string';

/** A string that is not an expression of either query language; `${…}` is a placeholder of a template. */
const literal = (value: unknown): string | undefined =>
  isText(value) && !/^(\{%|\$[.$])/.test(value) ? value : undefined;

const number = (value: unknown): number => (typeof value === 'number' && value > 0 ? value : 0);
