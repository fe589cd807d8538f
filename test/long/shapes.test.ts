import validate from 'asl-validator';
import { compile, compileUnwind, lint, placeholderTargets, walk } from '../../lib/asl';
import { compensatableElements, retriableSteps, type SagaDefinition } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { SHAPES } from '../saga/definitions';

/** ARNs and URLs as deployed ones look. */
const targets = {
  functionOf: (participant: string) => `arn:aws:lambda:us-east-1:123456789012:function:${participant}`,
  queueOf: (participant: string) => `https://sqs.us-east-1.amazonaws.com/123456789012/${participant}`,
  errorsQueue: 'https://sqs.us-east-1.amazonaws.com/123456789012/saga-errors',
};

const all: readonly (readonly [string, SagaDefinition])[] = [
  ...Object.entries(SHAPES),
  ...Object.entries(sagas).map(([name, definition]) => [`the ${name} saga`, definition] as const),
];

const machinesOf = (definition: SagaDefinition) => ({
  saga: compile(definition, targets),
  unwind: compileUnwind(definition, targets),
});

/** The same chain with another name for every state. */
const prefixed = (value: unknown, prefix: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => prefixed(item, prefix));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (['StartAt', 'Next', 'Default'].includes(key)) return [key, prefix + member];
      if (key !== 'States') return [key, prefixed(member, prefix)];
      return [
        key,
        Object.fromEntries(
          Object.entries(member as object).map(([name, state]) => [prefix + name, prefixed(state, prefix)]),
        ),
      ];
    }),
  );
};

/** asl-validator takes 150 ms a call, whatever the machine: it gets all of them at once, as branches of one Parallel. */
describe('asl-validator', () => {
  const branches = all.flatMap(([name, definition]) =>
    Object.entries(machinesOf(definition)).map(([kind, { StartAt, States }]) =>
      prefixed({ StartAt, States }, `${name} / ${kind} / `),
    ),
  );
  const problemsOf = (machine: unknown): string => {
    const { isValid, errorsText } = validate(machine);
    return isValid ? '' : errorsText();
  };
  const together = (chains: readonly unknown[]) => ({
    QueryLanguage: 'JSONata',
    StartAt: 'All',
    States: { All: { Type: 'Parallel', Branches: structuredClone(chains), End: true } },
  });

  test('has nothing to say on any machine', () => expect(problemsOf(together(branches))).toBe(''));

  test('would name the machine and the state', () => {
    const [first, ...rest] = structuredClone(branches.slice(0, 2)) as { States: Record<string, unknown> }[];
    const lost = 'one compensatable step / saga / SagaNotCompleted';
    delete first?.States[lost];
    expect(problemsOf(together([first, ...rest]))).toContain(lost);
  });
});

describe.each(all)('%s', (_, definition) => {
  const machines = machinesOf(definition);

  describe.each(Object.entries(machines))('%s machine', (_kind, machine) => {
    test('the lint has nothing to say', async () => expect(await lint(machine, definition)).toEqual([]));

    test('every state is reached', () => {
      const states = [...walk(machine)];
      const targetsOf = JSON.stringify(machine);
      const unreached = states.filter(
        ({ name }) => !new RegExp(`"(Next|Default|StartAt)":"${name}"`).test(targetsOf),
      );
      expect(unreached.map(({ name }) => name)).toEqual([]);
    });

    test('it is plain JSON', () => expect(JSON.parse(JSON.stringify(machine))).toEqual(machine));
  });

  test('it compiles without targets too', async () => {
    expect(await lint(compile(definition, placeholderTargets), definition)).toEqual([]);
  });

  test('the ends are those that can be reached', () => {
    const ends = Object.entries(machines.saga.States)
      .filter(([, state]) => state.Type === 'Fail')
      .map(([name]) => name);
    expect(ends).toEqual([
      ...(compensatableElements(definition).length > 0 ? ['SagaNotCompleted'] : []),
      ...(retriableSteps(definition).length > 0 ? ['SagaCompletionFailed'] : []),
    ]);
  });
});

test('compile does not change what it is given', () => {
  for (const [, definition] of all) {
    const before = JSON.stringify(definition);
    compile(definition, targets);
    compileUnwind(definition, targets);
    expect(JSON.stringify(definition)).toBe(before);
  }
});
