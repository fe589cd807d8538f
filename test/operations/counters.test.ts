import { changeCounter, listCounterChanges, listCounters } from '../../lib/operations';
import { participantNames } from '../../lib/saga';
import { sagas } from '../../lib/sagas';
import { MemoryOperations } from './support/memory-operations';

describe.each(
  Object.values(sagas).map((saga) => [saga.name, saga] as const),
)('counters of %s', (name, saga) => {
  const [participant = ''] = participantNames(saga);
  const by = 'ada';
  const open = async () => {
    const { ports } = new MemoryOperations(saga);
    await ports.ledgerOf(participant).commit(`${name}/4711/step`, {
      result: null,
      effects: [{ counter: 'seats/x', take: 4, capacity: 10 }],
    });
    const ask = (kind: 'set' | 'make' | 'add', amount: number, more: object = {}) =>
      changeCounter(ports, {
        participant,
        counter: 'seats/x',
        change: { kind, amount },
        reason: 'why',
        by,
        ...more,
      });
    return { ports, ask, left: () => ports.ledgerOf(participant).available('seats/x') };
  };

  it('are listed with their participant', async () => {
    const { ports } = await open();
    expect(await listCounters(ports)).toEqual([
      { sagaName: name, participant, counter: 'seats/x', available: 6, taken: 4 },
    ]);
  });

  it('are set and added to, and who did it and why is kept', async () => {
    const { ports, ask, left } = await open();
    expect(await ask('set', 20)).toMatchObject({
      participant,
      counter: 'seats/x',
      before: 6,
      after: 20,
      by,
      reason: 'why',
    });
    expect(await ask('add', 5)).toMatchObject({ before: 20, after: 25 });
    expect(await ask('add', -25)).toMatchObject({ before: 25, after: 0 });
    expect(await left()).toBe(0);
    expect((await listCounterChanges(ports)).map(({ before, after }) => [before, after])).toEqual([
      [6, 20],
      [20, 25],
      [25, 0],
    ]);
  });

  it('that were never used are made, and only once', async () => {
    const { ports, ask } = await open();
    expect(await ask('make', 3, { counter: 'seats/y' })).toMatchObject({ before: null, after: 3 });
    expect(await ports.ledgerOf(participant).available('seats/y')).toBe(3);
    await expect(ask('make', 3, { counter: 'seats/y' })).rejects.toMatchObject({ code: 'CounterExists' });
  });

  it.each([
    ['below 0', 'add', -7, {}, 'TooFewAvailable', /has 6 available: 7 fewer would be below 0/],
    ['above what it holds', 'add', 1e12, {}, 'InvalidAmount', /has 6 available: it holds 1000000000000/],
    [
      'to less than nothing',
      'set',
      -1,
      {},
      'InvalidAmount',
      /'-1' is no amount: expected a whole number from 0/,
    ],
    ['to a part', 'set', 1.5, {}, 'InvalidAmount', /'1.5' is no amount/],
    ['to what is no number', 'set', Number.NaN, {}, 'InvalidAmount', /'NaN' is no amount/],
    ['by nothing', 'add', 0, {}, 'InvalidAmount', /'0' is no amount: expected a whole number from 1/],
    ['by a part', 'add', 0.5, {}, 'InvalidAmount', /'0.5' is no amount/],
    [
      'of another name',
      'set',
      1,
      { counter: 'seats/z' },
      'UnknownCounter',
      /'seats\/z' of .* was never used/,
    ],
    ['of no name', 'make', 1, { counter: '' }, 'InvalidCounter', /'' is no name of a counter/],
    ['of a wild name', 'make', 1, { counter: 'a b' }, 'InvalidCounter', /'a b' is no name of a counter/],
    [
      'of nobody',
      'set',
      1,
      { participant: 'nobody' },
      'UnknownParticipant',
      /no participant 'nobody': use one of /,
    ],
  ] as const)('are not changed %s', async (_what, kind, amount, more, code, message) => {
    const { ports, ask, left } = await open();
    const refusal = await ask(kind, amount, more).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'SagaError', code, message: expect.stringMatching(message) });
    expect([await left(), await listCounterChanges(ports)]).toEqual([6, []]);
  });

  it('are reckoned anew when a saga came in between, and given up when that never ends', async () => {
    const { ports, ask } = await open();
    let disturbances = 3;
    const disturbed = (times: () => number) => ({
      ...ports,
      countersOf: (who: string) => ({
        ...ports.countersOf(who),
        change: async (change: Parameters<ReturnType<typeof ports.countersOf>['change']>[0]) => {
          if (times() > 0) {
            disturbances--;
            await ports.ledgerOf(who).commit(`${name}/x/${disturbances}`, {
              result: null,
              effects: [{ counter: 'seats/x', take: 1, capacity: 10 }],
            });
          }
          return ports.countersOf(who).change(change);
        },
      }),
    });
    const request = {
      participant,
      counter: 'seats/x',
      change: { kind: 'add', amount: 100 },
      reason: 'why',
      by,
    } as const;
    expect(
      await changeCounter(
        disturbed(() => disturbances),
        request,
      ),
    ).toMatchObject({ before: 3, after: 103 });
    await expect(
      changeCounter(
        disturbed(() => 1),
        request,
      ),
    ).rejects.toMatchObject({ code: 'Contention' });
    expect(await ask('set', 1)).toMatchObject({ before: 53, after: 1 });
  });
});
