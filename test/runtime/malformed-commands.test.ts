import fc from 'fast-check';
import { undoFromLedger } from '../../lib/runtime';
import { commandsOf, failureAt } from './support/commands';
import { MemoryDesk } from './support/memory-desk';
import { tripSaga } from './support/sagas';

const { action, compensation, fence } = commandsOf(tripSaga, { product: 'chair', pieces: 2 });
const commands = {
  action: action('book'),
  compensation: compensation('pay', { failure: failureAt('pay') }),
  fence: fence('tell'),
};
type Kind = keyof typeof commands;
type Json = Record<string, unknown>;

const setUp = () => {
  const desk = new MemoryDesk();
  let effects = 0;
  const did = () => {
    effects++;
    return { result: null };
  };
  const handle = desk.handler(tripSaga, 'desk', {
    book: did,
    unbook: undoFromLedger,
    pay: did,
    refund: undoFromLedger,
    tell: did,
  });
  const refusal = async (event: unknown): Promise<Error> => {
    const error = await handle(event).then(
      () => new Error('it was accepted'),
      (thrown: unknown) => thrown as Error,
    );
    return error;
  };
  return { desk, handle, refusal, effects: () => effects };
};

/** The command with the value at `path` replaced, or removed. */
const altered = (kind: Kind, path: string, value?: unknown): Json => {
  const copy = structuredClone(commands[kind]) as unknown as Json;
  const parts = path.split('.');
  const last = parts.pop() as string;
  const target = parts.reduce((at, part) => at[part] as Json, copy);
  if (value === undefined) delete target[last];
  else target[last] = value;
  return copy;
};

const common: readonly [string, readonly unknown[]][] = [
  ['saga', [undefined, null, 4, 'x', []]],
  ['saga.name', [undefined, 4, '', 'Trip', '../x']],
  ['saga.id', [undefined, 4, '', 'a b', 'a/b', 'x'.repeat(65), null]],
  ['saga.version', [undefined, 0, 1.5, '1', -1]],
  [
    'saga.startTime',
    [undefined, 4, '', 'yesterday', '1', '2026-13-45T99:99:99Z', '+275760-09-13T00:00:00.001Z'],
  ],
  ['saga.deadlineSeconds', [undefined, 0, -1, '60', 1e308, null]],
  ['step.attempt', [undefined, 0, -1, 1.5, '1', 1e300]],
  ['step.runner', [undefined, '', 'main2', 'u', 4]],
  ['step.command', [undefined, '', 4, 'Book!']],
  ['step.name', [undefined, '', 4, 'x'.repeat(81)]],
];
const own: Record<Kind, readonly [string, readonly unknown[]][]> = {
  action: [
    ['input', [undefined]],
    ['results', [undefined, null, 4, 'x']],
    ['skipped', [undefined, null, 'guide', [4]]],
    ['taskToken', [4, {}]],
  ],
  compensation: [
    ['failure', [4, 'x', {}]],
    ['failure.steps', [undefined, 'pay', [4]]],
    ['failure.error', [undefined, 4, null]],
    ['failure.cause', [undefined, 4, null]],
    ['step.skipped', ['yes', 1]],
  ],
  fence: [],
};
const cases = (Object.keys(commands) as Kind[]).flatMap((kind) =>
  [...common, ...own[kind]].flatMap(([path, values]) => values.map((value) => [kind, path, value] as const)),
);

describe('a malformed command', () => {
  it.each(
    cases,
  )('%s with %s = %p is refused, naming the field and not the value', async (kind, path, value) => {
    const { desk, refusal } = setUp();
    const error = await refusal(altered(kind, path, value));
    expect(error.name).toBe('BusinessError');
    expect(error.message).toMatch(/^InvalidCommand: expected a saga command; /);
    expect(error.message).toContain(path);
    expect(desk.writes).toEqual([]);
  });

  it.each([
    undefined,
    null,
    4,
    'text',
    [],
    {},
    { step: null },
    { step: { phase: 'rollback' } },
    { step: { phase: 'toString' } },
    { step: { phase: ['action'] } },
    { Records: null },
    { Records: [null] },
    { Records: [{ body: 4 }] },
    { Records: 'many' },
  ])('that is %j says which phases there are', async (event) => {
    const error = await setUp().refusal(event);
    expect([error.name, error.message]).toEqual([
      'BusinessError',
      'InvalidCommand: expected a saga command; step.phase: not one of action, compensation, fence',
    ]);
  });

  it('may say more than is known: unknown fields are dropped', async () => {
    const { handle, effects } = setUp();
    await handle({ ...commands.action, region: 'eu', saga: { ...commands.action.saga, priority: 1 } });
    expect(effects()).toBe(1);
  });
});

describe('an unknown command', () => {
  it.each([
    ['of another saga', { ...commands.action, saga: { ...commands.action.saga, name: 'order' } }],
    ['of a step that is not there', action('fly')],
    ['of an action under a wrong name', altered('action', 'step.command', 'unbook')],
    ['of a compensation under the name of another', altered('compensation', 'step.command', 'unbook')],
    ['that would undo a retriable step', compensation('tell')],
    ['that names what every object has', action('constructor')],
  ])('%s is refused and leaves nothing behind', async (_what, event) => {
    const { desk, refusal, effects } = setUp();
    const error = await refusal(event);
    expect([error.name, error.message]).toEqual([
      'BusinessError',
      expect.stringMatching(/^UnknownCommand: participant desk of saga trip has no /),
    ]);
    expect([desk.writes, effects()]).toEqual([[], 0]);
  });
});

describe('whatever comes in', () => {
  /** Nothing that could pass for an identifier: those are logged. */
  const SECRET = 'card 4111 1111 1111 1111';
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(SECRET, { [SECRET]: SECRET }, [SECRET], undefined),
  );
  const path = (kind: Kind) =>
    fc.constantFrom(
      ...[...common, ...own[kind]].map(([name]) => name),
      'step',
      ...(kind === 'action' ? ['results.book'] : []),
    );
  const alteration = fc.constantFrom(...(Object.keys(commands) as Kind[])).chain((kind) =>
    fc.array(fc.tuple(path(kind), anything), { minLength: 1, maxLength: 3 }).map((changes) => {
      let event: Json = structuredClone(commands[kind]) as unknown as Json;
      for (const [name, value] of changes) event = changed(event, name, value);
      return event;
    }),
  );
  const event = fc.oneof(
    { weight: 4, arbitrary: alteration },
    { weight: 1, arbitrary: anything },
    {
      weight: 1,
      arbitrary: fc.record({ Records: fc.array(fc.record({ messageId: fc.string(), body: fc.string() })) }),
    },
  );

  it('ends in an answer or in one of the two named errors, and its content in no message and no log line', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(event, async (one) => {
        const { desk, handle } = setUp();
        const error = await handle(one).then(
          () => undefined,
          (thrown: unknown) => thrown as Error,
        );
        if (error) {
          refused++;
          expect(['BusinessError', 'TransientError']).toContain(error.name);
          expect(error.message).not.toContain(SECRET);
          expect(error.message.length).toBeLessThan(1000);
          expect(error.stack).toBe(`${error.name}: ${error.message}`);
          // Nothing unexpected: a shape that gets past the check must be one that the handler can work with.
          expect(error.message).not.toContain('Unexpected');
        }
        expect(JSON.stringify(desk.lines)).not.toContain(SECRET);
      }),
      { seed: 20261124, numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(800);
  });
});

const changed = (event: Json, path: string, value: unknown): Json => {
  const [first = '', ...rest] = path.split('.');
  const inner = event[first];
  if (rest.length === 0) {
    const { [first]: _old, ...others } = event;
    return value === undefined ? others : { ...others, [first]: value };
  }
  if (typeof inner !== 'object' || inner === null) return event;
  return { ...event, [first]: changed(inner as Json, rest.join('.'), value) };
};
