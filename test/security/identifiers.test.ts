import { parseErrorsMessage } from '../../lambdas/operations/messages';
import { starter } from '../../lambdas/operations/start';
import { parseCommand } from '../../lib/runtime';
import { SAGA_ID, type SagaDefinition } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { OperationsBench, queueEvent } from '../lambdas/support/operations-bench';
import { exampleOf } from '../operations/support/deployed';

/** Ids that mean something to somebody: to paths, ARNs, keys, shells, expressions, terminals, or people. */
const UNSAFE = [
  '',
  ' ',
  'a b',
  'a/b',
  '../a',
  'a#b',
  'a:b',
  'a.u1',
  'a%2Fb',
  '{% $eval("1") %}',
  '$states.input',
  '${a}',
  '`id`',
  "a'b",
  'a"b',
  'a\\b',
  'a;b',
  'a\nb',
  'a\u0000b',
  'a\u001b[31mb',
  'ä',
  '\u202eabc',
  'а',
  'x'.repeat(65),
];
const SAFE = ['a', '0', '_', '-', 'order-4711', 'A_b-9', 'x'.repeat(64)];

const printed = (ids: readonly string[]) => ids.map((id) => [JSON.stringify(id), id] as const);
const definition = sagas.order as SagaDefinition;
const reference = (id: unknown) => ({
  name: 'order',
  id,
  version: 1,
  startTime: '2026-11-24T10:00:00.000Z',
  deadlineSeconds: 60,
});

const start = async (id: unknown, input: unknown = exampleOf('order')) => {
  const bench = new OperationsBench(definition, {} as never);
  await starter(() => bench.tools)(queueEvent([{ saga: 'order', id, input }]));
  return {
    started: bench.started.map(({ name }) => name),
    code: (bench.refused[0] as { readonly code: string } | undefined)?.code,
  };
};

const undo = (id: unknown, runner = 'main') => ({
  saga: reference(id),
  step: { name: 'place-order', command: 'cancel-order', phase: 'compensation', attempt: 1, runner },
});
const parked = (id: unknown, more: object = {}) =>
  JSON.stringify({
    saga: reference(id),
    step: 'place-order',
    phase: 'compensation',
    error: {},
    attempts: 0,
    ...more,
  });

describe('a saga id with characters that are not safe', () => {
  it.each(printed(UNSAFE))('%s starts nothing, is no command and no parked step', async (_id, id) => {
    expect(await start(id)).toEqual({ started: [], code: 'InvalidSagaId' });
    expect(() => parseCommand(undo(id))).toThrow(/^InvalidCommand: expected a saga command; saga\.id: /);
    expect(parseErrorsMessage(parked(id))).toEqual({ kind: 'malformed' });
  });

  it.each([1, true, null, ['a'], { toString: 'a' }])('%j is none at all', async (id) => {
    expect(await start(id)).toEqual({ started: [], code: 'InvalidSagaId' });
    expect(() => parseCommand(undo(id))).toThrow(/^InvalidCommand: /);
    expect(parseErrorsMessage(parked(id))).toEqual({ kind: 'malformed' });
  });
});

it.each(printed(SAFE))('the saga id %s is fine', async (_id, id) => {
  expect(await start(id)).toEqual({ started: [id], code: undefined });
  expect(parseCommand(undo(id)).saga.id).toBe(id);
  expect(parseErrorsMessage(parked(id)).kind).toBe('parked');
  expect(id).toMatch(SAGA_ID);
});

describe('other names that become part of keys, counters or log lines', () => {
  const unsafe = printed(UNSAFE.filter((id) => id.length < 65));

  it.each(unsafe)('%s is no product, no card token, no step and no runner', async (_id, id) => {
    const order = exampleOf('order') as { readonly items: readonly object[]; readonly payment: object };
    const product = { ...order, items: [{ ...order.items[0], productId: id }] };
    const card = { ...order, payment: { ...order.payment, cardToken: id } };
    for (const input of [product, card])
      expect(await start('a', input)).toEqual({ started: [], code: 'InvalidInput' });
    expect(() => parseCommand({ ...undo('a'), step: { ...undo('a').step, name: id } })).toThrow(/step\.name/);
    expect(() => parseCommand(undo('a', id))).toThrow(/step\.runner/);
    expect(parseErrorsMessage(parked('a', { step: id }))).toEqual({ kind: 'malformed' });
    expect(parseErrorsMessage(parked('a', { skipped: [id] }))).toEqual({ kind: 'malformed' });
  });
});
