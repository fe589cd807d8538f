import { starter } from '../../lambdas/operations/start';
import { MAX_INPUT_DEPTH, undoFromLedger } from '../../lib/runtime';
import { MAX_INPUT_BYTES, type SagaDefinition } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { OperationsBench, queueEvent } from '../lambdas/support/operations-bench';
import { exampleOf } from '../operations/support/deployed';
import { commandsOf } from '../runtime/support/commands';
import { MemoryDesk } from '../runtime/support/memory-desk';
import { tripSaga } from '../runtime/support/sagas';
import { CANARY } from './support/canary';

type Json = Record<string, unknown>;

/** Arrays in arrays, so many levels. */
const nested = (levels: number): unknown => {
  let value: unknown = CANARY;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
};

/** Takes any input, so that nothing but the door itself refuses one. */
const lenient: SagaDefinition = {
  ...tripSaga,
  input: { safeParse: (data: unknown) => ({ success: true, data }) as never },
};

const done = () => ({ result: null });
const HANDLERS = { book: done, unbook: undoFromLedger, pay: done, refund: undoFromLedger, tell: done };

/** What becomes of a request to start a saga. */
const requested = async (definition: SagaDefinition, input: unknown) => {
  const bench = new OperationsBench(definition, HANDLERS as never);
  const body = { saga: definition.name, id: 'asked', input };
  await starter(() => bench.tools)(queueEvent([JSON.stringify(body)]));
  const [refused] = bench.refused as { readonly code: string; readonly reason: string }[];
  expect(JSON.stringify([bench.lines, refused?.reason ?? ''])).not.toContain('4111');
  return { started: bench.started.length, code: refused?.code };
};

/** What a participant says to the first action of a saga, whoever started it. */
const acted = async (definition: SagaDefinition, input: unknown) => {
  const desk = new MemoryDesk();
  const handle = desk.handler(definition, 'desk' as never, HANDLERS as never);
  const { action } = commandsOf(tripSaga, input as never);
  const refusal = await handle(action('book')).then(
    () => undefined,
    (error: Error) => error,
  );
  expect(JSON.stringify([desk.lines, refusal?.message ?? ''])).not.toContain('4111');
  return { effects: desk.table.items.size, error: refusal?.name, code: refusal?.message.split(':')[0] };
};

const STARTED = { started: 1, code: undefined };
const DONE = { effects: 1, error: undefined, code: undefined };
const refused = (code: string) => [
  { started: 0, code },
  { effects: 0, error: 'BusinessError', code },
];
const atBothDoors = async (definition: SagaDefinition, input: unknown) => [
  await requested(definition, input),
  await acted(definition, input),
];

describe('the size of an input', () => {
  const text = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) });

  it('may be 64 KB', async () => {
    expect(await atBothDoors(lenient, text(MAX_INPUT_BYTES))).toEqual([STARTED, DONE]);
  });
  it('may not be a byte more', async () => {
    expect(await atBothDoors(lenient, text(MAX_INPUT_BYTES + 1))).toEqual(refused('InputTooLarge'));
  });
});

describe('the depth of an input', () => {
  it(`may be ${MAX_INPUT_DEPTH} levels`, async () => {
    expect(await atBothDoors(lenient, nested(MAX_INPUT_DEPTH))).toEqual([STARTED, DONE]);
  });
  it.each([
    MAX_INPUT_DEPTH + 1,
    1_000,
    30_000,
  ])('may not be %d levels, and nothing overflows', async (levels) => {
    const body = `${'['.repeat(levels)}"${CANARY}"${']'.repeat(levels)}`;
    const bench = new OperationsBench(lenient, HANDLERS as never);
    await starter(() => bench.tools)(queueEvent([`{"saga":"trip","id":"asked","input":${body}}`]));
    expect(bench.refused).toEqual([expect.objectContaining({ code: 'InputTooDeep' })]);
    expect(bench.started).toEqual([]);
    expect(await acted(lenient, JSON.parse(body))).toEqual(refused('InputTooDeep')[1]);
  });
});

/** Every object in a value, as the path to it. */
const objectsIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, one]) => objectsIn(one, [...path, key]));
  return Array.isArray(value) ? inner : [path, ...inner];
};

const withUnknown = (value: unknown, path: readonly string[], field: string): unknown => {
  const copy = structuredClone(value) as Json;
  const target = path.reduce((at, key) => at[key] as Json, copy);
  Object.defineProperty(target, field, { value: CANARY, enumerable: true });
  return copy;
};

/** The path to every value in an input. */
const leavesIn = (value: unknown, path: readonly string[] = []): readonly string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) => leavesIn(one, [...path, key]))
    : [path.join('.')];

const withValue = (value: unknown, path: readonly string[], other: unknown): unknown => {
  const copy = structuredClone(value) as Json;
  const target = path.slice(0, -1).reduce((at, key) => at[key] as Json, copy);
  target[path[path.length - 1] as string] = other;
  return copy;
};

describe.each(
  Object.values(sagas).map((definition) => [definition.name, definition] as const),
)('an unknown field of the input of %s', (name, definition) => {
  const valid = exampleOf(name);
  const places = objectsIn(valid).map((path) => [path.join('.') || '(top)', path] as const);

  it('is what it would have been without', async () => {
    expect(places.length).toBeGreaterThan(0);
    expect(await requested(definition, valid)).toEqual(STARTED);
  });

  it.each(places)('at %s is refused, whatever it is called', async (_place, path) => {
    for (const field of ['gift', 'toString', 'constructor', CANARY]) {
      expect(await requested(definition, withUnknown(valid, path, field))).toEqual({
        started: 0,
        code: 'InvalidInput',
      });
    }
  });

  it.each(
    leavesIn(valid),
  )('a wrong value at %s is refused, or is any text at all, and nobody reads it', async (place) => {
    const path = place.split('.');
    for (const wrong of [CANARY, { [CANARY]: CANARY }, [CANARY], null]) {
      const { started, code } = await requested(definition, withValue(valid, path, wrong));
      expect([place, started, code]).toEqual([
        place,
        ...(started === 1 ? [1, undefined] : [0, 'InvalidInput']),
      ]);
      if (typeof wrong !== 'string') expect([place, started]).toEqual([place, 0]);
    }
  });

  it('called __proto__ changes nothing', async () => {
    const body = JSON.stringify(valid).replace('{', `{"__proto__":{"polluted":"${CANARY}"},`);
    const { code } = await requested(definition, JSON.parse(body));
    expect([undefined, 'InvalidInput']).toContain(code);
    expect(({} as Json).polluted).toBeUndefined();
  });
});
