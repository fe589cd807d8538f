import {
  type DeadLetter,
  deadLettersOf,
  listDeadLetters,
  lookAtQueues,
  redriveAll,
  redriveDeadLettersOf,
  resolveDeadLetters,
} from '../../lib/operations';
import { ledgerKey, type ParkedMessage, type SagaEvent } from '../../lib/saga';
import { orderSaga } from '../../lib/sagas';
import { MemoryOperations } from './support/memory-operations';

const DAY_MS = 86_400_000;
const error = { error: 'BusinessError', cause: 'CardExpired: the refund was refused' };

/** The refund was given up; everything else is undone. */
const REFUND_PARKED: readonly Partial<SagaEvent>[] = [
  { type: 'StepStarted', step: 'place-order' },
  { type: 'StepSucceeded', step: 'place-order' },
  { type: 'StepStarted', step: 'process-payment' },
  { type: 'StepSucceeded', step: 'process-payment' },
  {
    type: 'StepFailed',
    step: 'remove-product-from-stock',
    error: { error: 'BusinessError', cause: 'OutOfStock' },
  },
  { type: 'CompensationStarted', step: 'remove-product-from-stock' },
  { type: 'CompensationSucceeded', step: 'remove-product-from-stock' },
  { type: 'CompensationStarted', step: 'process-payment' },
  { type: 'CompensationFailed', step: 'process-payment', runner: 'redrive', error },
  { type: 'CompensationStarted', step: 'place-order' },
  { type: 'CompensationSucceeded', step: 'place-order' },
  { type: 'CompensationStarted', step: 'process-payment', runner: 'redrive', attempt: 1 },
];
/** Shipped, and the customer could not be told. */
const NOTICE_PARKED: readonly Partial<SagaEvent>[] = [
  ...orderSaga.steps.slice(0, -1).map(({ name }) => ({ type: 'StepSucceeded' as const, step: name })),
  { type: 'StepStarted', step: 'notify-customer' },
  { type: 'StepParked', step: 'notify-customer', runner: 'redrive', error },
];

const all = async (letters: AsyncIterable<DeadLetter>): Promise<readonly DeadLetter[]> => {
  const found: DeadLetter[] = [];
  for await (const letter of letters) found.push(letter);
  return found;
};

let world: MemoryOperations;
beforeEach(() => {
  world = new MemoryOperations(orderSaga);
});

const parkedMessage = (id: string, step: string, phase: ParkedMessage['phase']): ParkedMessage => ({
  saga: world.reference(id),
  step,
  phase,
  error,
  attempts: 9,
});

describe('dead letters', () => {
  test('a refund that failed for good is listed with all that is needed to understand it', async () => {
    await world.logged('one', REFUND_PARKED);
    const { events } = await world.read('one');
    const atOf = (type: SagaEvent['type'], runner: string) =>
      events.find(
        (event) => event.type === type && event.step === 'process-payment' && event.runner === runner,
      )?.at;
    expect(await all(listDeadLetters(world.ports))).toEqual([
      {
        kind: 'step',
        sagaName: 'order',
        sagaId: 'one',
        sagaStatus: 'COMPENSATION_FAILED',
        step: 'process-payment',
        participant: 'payments',
        command: 'refund-payment',
        phase: 'compensation',
        error,
        attempts: 2,
        since: atOf('CompensationFailed', 'redrive'),
        lastAttempt: atOf('CompensationStarted', 'redrive'),
        redriven: null,
        waitsFor: null,
        message: { place: 'errors-queue', until: expect.any(String) },
      },
    ]);
  });

  test('no queue is looked at: the log is the record', async () => {
    await world.logged('one', REFUND_PARKED);
    await all(listDeadLetters(world.ports));
    await deadLettersOf(world.ports, 'one');
    expect(world.looks).toEqual([]);
  });

  test('the message moves: tried again by itself, in the dead-letter queue, expired', async () => {
    await world.logged('one', REFUND_PARKED);
    const place = async () => (await deadLettersOf(world.ports, 'one'))[0]?.message.place;
    expect(await place()).toBe('errors-queue');
    world.time += 1.5 * DAY_MS;
    expect(await place()).toBe('dead-letter-queue');
    world.time += 12.5 * DAY_MS;
    expect(await place()).toBe('expired');
  });

  test('what the redriver logs about its last try counts before the time does', async () => {
    const lastTry = { type: 'RedriveGivenUp', step: 'process-payment', runner: 'redrive' } as const;
    await world.logged('one', [...REFUND_PARKED, lastTry]);
    const place = async () => (await deadLettersOf(world.ports, 'one'))[0]?.message.place;
    expect(await place()).toBe('dead-letter-queue');
    world.time += 1000;
    await redriveDeadLettersOf(world.ports, 'one');
    expect(await place()).toBe('errors-queue');
  });

  test.each([
    ['a running saga', REFUND_PARKED.slice(0, 3)],
    [
      'a saga whose parked step was compensated later',
      [...REFUND_PARKED, { type: 'CompensationSucceeded', step: 'process-payment', runner: 'redrive' }],
    ],
    [
      'a parked action of a saga that was turned back',
      [...NOTICE_PARKED, { type: 'CancelRequested', runner: 'operator' }],
    ],
    [
      'a parked action that succeeded later',
      [...NOTICE_PARKED, { type: 'StepSucceeded', step: 'notify-customer', runner: 'redrive' }],
    ],
  ] as readonly (readonly [
    string,
    readonly Partial<SagaEvent>[],
  ])[])('%s has none', async (_name, events) => {
    await world.logged('one', events);
    expect(await deadLettersOf(world.ports, 'one')).toEqual([]);
    expect(await all(listDeadLetters(world.ports))).toEqual([]);
  });

  test('what no saga accounts for is seen where it lies, by whoever asks for the queue', async () => {
    await world.logged('one', REFUND_PARKED);
    world.deadLetters = [
      { messageId: 'm1', body: 'not JSON', receiveCount: 40 },
      { messageId: 'm2', body: { detail: { name: 'one', status: 'TIMED_OUT' } }, receiveCount: 41 },
      { messageId: 'm3', body: parkedMessage('nobody', 'process-payment', 'compensation'), receiveCount: 42 },
      { messageId: 'm4', body: { saga: { name: 'order' }, step: 1 }, receiveCount: 43 },
      { messageId: 'm5', body: parkedMessage('one', 'process-payment', 'compensation'), receiveCount: 40 },
    ];
    expect((await all(listDeadLetters(world.ports))).map(({ kind }) => kind)).toEqual(['step']);
    const { messages, steps, more } = await lookAtQueues(world.ports, new Set(['one']));
    expect(messages).toMatchObject([
      { messageId: 'm1', about: 'unreadable', sagaId: null },
      { messageId: 'm2', about: 'execution', sagaId: 'one', name: 'one', error: 'TIMED_OUT' },
      { messageId: 'm3', about: 'step', sagaId: 'nobody', name: 'process-payment', error: 'BusinessError' },
      { messageId: 'm4', about: 'unreadable' },
    ]);
    expect([steps, more]).toEqual([[], false]);
  });

  test('a step that the index has not led to is found by its message', async () => {
    await world.logged('one', REFUND_PARKED);
    world.deadLetters = [
      { messageId: 'm1', body: parkedMessage('one', 'process-payment', 'compensation'), receiveCount: 40 },
    ];
    expect((await lookAtQueues(world.ports)).steps).toMatchObject([
      { sagaId: 'one', step: 'process-payment' },
    ]);
  });

  test('requests that were refused are seen there too, whatever they look like', async () => {
    const refused = (code: string, request: unknown) => ({ code, reason: 'why', request });
    world.refused = [
      refused('InvalidInput', '{"saga":"order","id":"4711","input":{}}'),
      refused('MalformedRequest', '{'),
      refused('InvalidSagaId', '{"saga":"order","id":"a b"}'),
      'anything',
      null,
    ].map((body, index) => ({ messageId: `m${index}`, body, receiveCount: 1 }));
    expect((await lookAtQueues(world.ports)).messages).toMatchObject([
      { about: 'request', sagaId: '4711', error: 'InvalidInput' },
      { about: 'request', sagaId: null, error: 'MalformedRequest' },
      { about: 'request', sagaId: null, error: 'InvalidSagaId' },
      { about: 'request', sagaId: null, error: null },
      { about: 'request', sagaId: null, error: null },
    ]);
  });

  test('of a queue that is full a bounded part is looked at, and that is said', async () => {
    world.deadLetters = Array.from({ length: 5000 }, (_, n) => ({
      messageId: `m${n}`,
      body: 'not JSON',
      receiveCount: 40,
    }));
    const { messages, more } = await lookAtQueues(world.ports);
    expect([messages.length, more]).toEqual([1000, true]);
  });

  test('250 of them are found, page by page', async () => {
    for (let n = 0; n < 250; n++) await world.logged(`many-${n}`, n % 2 ? REFUND_PARKED : NOTICE_PARKED);
    let looked = 0;
    const letters = await all(
      listDeadLetters(world.ports, (count) => {
        looked = count;
      }),
    );
    expect(looked).toBe(250);
    expect(new Set(letters.map(({ sagaId }) => sagaId)).size).toBe(250);
  });
});

describe('redriving dead letters', () => {
  test('sends a new message from the log, notes it, then takes the old copies away', async () => {
    await world.logged('one', REFUND_PARKED);
    const body = parkedMessage('one', 'process-payment', 'compensation');
    world.deadLetters = [
      { messageId: 'm1', body, receiveCount: 40 },
      { messageId: 'm2', body, receiveCount: 40 },
      { messageId: 'm3', body: parkedMessage('two', 'process-payment', 'compensation'), receiveCount: 40 },
    ];
    const [redriven] = await redriveDeadLettersOf(world.ports, 'one');
    expect(redriven?.outcome).toBe('sent');
    expect(world.errors).toEqual([
      {
        saga: (await header('one')).saga,
        step: 'process-payment',
        phase: 'compensation',
        error,
        attempts: 2,
      },
    ]);
    expect(world.deadLetters.map(({ messageId }) => messageId)).toEqual(['m3']);
    const { events, state } = await world.read('one');
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'CompensationFailed', runner: 'operator', step: 'process-payment' }),
    );
    expect(state.status).toBe('COMPENSATION_FAILED');
  });

  test('works from the log alone when the message has expired, again and again', async () => {
    await world.logged('one', REFUND_PARKED);
    for (let time = 1; time <= 3; time++) {
      world.time += 15 * DAY_MS;
      expect((await deadLettersOf(world.ports, 'one'))[0]?.message.place).toBe('expired');
      await redriveDeadLettersOf(world.ports, 'one');
      expect(world.errors).toHaveLength(time);
      expect((await deadLettersOf(world.ports, 'one'))[0]?.message.place).toBe('errors-queue');
    }
  });

  test('a report about an execution goes back as it is, when the queue is asked; what nobody can read stays', async () => {
    const body = { detail: { name: 'one', status: 'ABORTED' } };
    world.deadLetters = [
      { messageId: 'm1', body, receiveCount: 40 },
      { messageId: 'm2', body: 'not JSON', receiveCount: 40 },
    ];
    expect((await redriveAll(world.ports)).redriven).toEqual([]);
    const { redriven } = await redriveAll(world.ports, { queue: true });
    expect(redriven.map(({ outcome }) => outcome)).toEqual(['sent', 'left']);
    expect(world.errors).toEqual([body]);
    expect(world.deadLetters.map(({ messageId }) => messageId)).toEqual(['m2']);
  });

  test('all of them: sent once, and their copies go', async () => {
    for (let n = 0; n < 30; n++) await world.logged(`many-${n}`, n % 2 ? REFUND_PARKED : NOTICE_PARKED);
    world.deadLetters = Array.from({ length: 30 }, (_, n) => ({
      messageId: `m${n}`,
      body: parkedMessage(
        `many-${n}`,
        n % 2 ? 'process-payment' : 'notify-customer',
        n % 2 ? 'compensation' : 'action',
      ),
      receiveCount: 40,
    }));
    let shown = 0;
    const { redriven, interrupted } = await redriveAll(world.ports, {
      onProgress: ({ length }) => {
        shown = length;
      },
    });
    expect([redriven.length, shown, interrupted]).toEqual([30, 30, false]);
    expect(world.errors).toHaveLength(30);
    expect(world.deadLetters).toEqual([]);
  });

  test('repeated within the hour it sends nothing twice, later everything that is still open', async () => {
    for (let n = 0; n < 5; n++) await world.logged(`many-${n}`, REFUND_PARKED);
    await redriveAll(world.ports);
    const again = await redriveAll(world.ports);
    expect([again.redriven.length, again.underWay.length, world.errors.length]).toEqual([0, 5, 5]);
    world.time += DAY_MS / 24;
    expect((await redriveAll(world.ports)).redriven).toHaveLength(5);
  });

  test('broken off it has sent a part, and repeated the rest', async () => {
    for (let n = 0; n < 50; n++) await world.logged(`many-${n}`, REFUND_PARKED);
    const ended = new AbortController();
    const first = await redriveAll(world.ports, {
      signal: ended.signal,
      onProgress: ({ length }) => {
        if (length >= 20) ended.abort();
      },
    });
    expect(first.interrupted).toBe(true);
    expect(first.redriven.length).toBeLessThan(50);
    const second = await redriveAll(world.ports);
    expect(first.redriven.length + second.redriven.length).toBe(50);
    expect(new Set(world.errors.map((body) => (body as ParkedMessage).saga.id)).size).toBe(50);
  });

  test('a step that was settled after it was listed is not sent', async () => {
    await world.logged('one', REFUND_PARKED);
    const { log } = world.ports;
    const ports = {
      ...world.ports,
      log: {
        ...log,
        read: async (saga: Parameters<typeof log.read>[0]) => {
          const found = await log.read(saga);
          await log.append(world.reference('one'), {
            type: 'CompensationSucceeded',
            step: 'process-payment',
            runner: 'redrive',
            attempt: 7,
            at: world.ports.now(),
          });
          return found && structuredClone(found);
        },
      },
    };
    expect((await redriveAll(ports)).redriven).toMatchObject([{ outcome: 'settled' }]);
    expect(world.errors).toEqual([]);
  });

  test('a saga without any has nothing to redrive', async () => {
    await world.logged('one', REFUND_PARKED.slice(0, 3));
    expect(await redriveDeadLettersOf(world.ports, 'one')).toEqual([]);
  });
});

describe('resolving dead letters', () => {
  test('a compensation: the ledger first and without giving anything back, then the log with the reason', async () => {
    await world.logged('one', REFUND_PARKED);
    const { saga } = await header('one');
    const ledger = world.ports.ledgerOf('payments');
    await ledger.commit(ledgerKey(saga, 'process-payment'), {
      result: { paymentId: 'p' },
      effects: [{ counter: 'limit', take: 3, capacity: 10 }],
    });
    world.deadLetters = [
      { messageId: 'm1', body: parkedMessage('one', 'process-payment', 'compensation'), receiveCount: 40 },
    ];
    expect(
      await resolveDeadLetters(world.ports, { id: 'one', reason: 'paid back by bank transfer' }),
    ).toEqual({
      sagaId: 'one',
      sagaName: 'order',
      steps: ['process-payment'],
      reason: 'paid back by bank transfer',
      status: 'COMPENSATED',
    });
    expect(await world.ledgerState('one', 'process-payment')).toBe('UNDONE');
    expect(await ledger.available('limit')).toBe(7);
    expect(world.deadLetters).toEqual([]);
    const { header: after, events } = await world.read('one');
    expect(after.status).toBe('COMPENSATED');
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'CompensationResolved',
        runner: 'operator',
        reason: 'paid back by bank transfer',
      }),
    );
  });

  test('a compensation that never had anything to undo leaves a tombstone', async () => {
    await world.logged('one', REFUND_PARKED);
    await resolveDeadLetters(world.ports, { id: 'one', reason: 'checked: no charge' });
    expect(await world.ledgerState('one', 'process-payment')).toBe('UNDONE');
  });

  test('a retriable step counts as done by hand, and the saga as completed', async () => {
    await world.logged('one', NOTICE_PARKED);
    expect(await resolveDeadLetters(world.ports, { id: 'one', reason: 'called the customer' })).toMatchObject(
      {
        steps: ['notify-customer'],
        status: 'COMPLETED',
      },
    );
    expect(await world.ledgerState('one', 'notify-customer')).toBe('DONE');
    expect((await world.read('one')).events).toContainEqual(
      expect.objectContaining({ type: 'StepSucceeded', runner: 'operator', reason: 'called the customer' }),
    );
  });

  test('a retriable step that had succeeded after all keeps its result', async () => {
    await world.logged('one', NOTICE_PARKED);
    const { saga } = await header('one');
    const key = ledgerKey(saga, 'notify-customer');
    await world.ports.ledgerOf('notifications').commit(key, { result: { mailId: 'm' }, effects: [] });
    await resolveDeadLetters(world.ports, { id: 'one', reason: 'it arrived' });
    const event = (await world.read('one')).events.find(
      ({ type, runner }) => type === 'StepSucceeded' && runner === 'operator',
    );
    expect(event?.data).toEqual({ mailId: 'm' });
  });

  test('a retriable step that was ruled out meanwhile cannot be done by hand', async () => {
    await world.logged('one', NOTICE_PARKED);
    const { saga } = await header('one');
    await world.ports.ledgerOf('notifications').fence(ledgerKey(saga, 'notify-customer'));
    await expect(resolveDeadLetters(world.ports, { id: 'one', reason: 'called' })).rejects.toMatchObject({
      code: 'AlreadyCompensated',
    });
    expect((await world.read('one')).events.filter(({ runner }) => runner === 'operator')).toEqual([]);
  });

  test('not while a call outside may still be under way', async () => {
    await world.logged('one', REFUND_PARKED);
    const { saga } = await header('one');
    const key = ledgerKey(saga, 'process-payment');
    const ledger = world.ports.ledgerOf('payments');
    await ledger.begin(key, world.time + 5000);
    await ledger.undo(key, { reverse: true });
    await expect(resolveDeadLetters(world.ports, { id: 'one', reason: 'by hand' })).rejects.toMatchObject({
      code: 'StillInProgress',
    });
    world.time += 6000;
    await resolveDeadLetters(world.ports, { id: 'one', reason: 'by hand' });
    expect((await ledger.read(key))?.outsidePending).toBeUndefined();
  });

  test.each([
    ['a saga without dead letters', REFUND_PARKED.slice(0, 3), undefined],
    ['a step that was not given up', REFUND_PARKED, 'place-order'],
  ] as const)('%s is a clear error', async (_name, events, step) => {
    await world.logged('one', events);
    await expect(
      resolveDeadLetters(world.ports, { id: 'one', reason: 'no', ...(step ? { step } : {}) }),
    ).rejects.toMatchObject({ code: 'NoDeadLetter' });
  });
});

const header = async (id: string) => {
  const { header: found } = await world.read(id);
  return {
    saga: {
      name: found.sagaName,
      id: found.sagaId,
      version: found.version,
      startTime: found.createTime,
      deadlineSeconds: orderSaga.deadlineSeconds,
    },
  };
};
