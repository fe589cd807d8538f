import fc from 'fast-check';
import {
  type LogRemoval,
  loggedSteps,
  SAGA_STATUSES,
  type SagaEvent,
  type SagaLog,
  type SagaReference,
  type SagaStart,
  type SagaStatus,
  sagaRank,
} from '../../../lib/saga';
import { tripSaga } from './sagas';

export interface SagaLogBench {
  readonly log: SagaLog & LogRemoval;
  /** A second adapter that must behave alike. */
  readonly model: SagaLog;
}

const START = '2026-11-24T10:00:00.000Z';
const reference = (id = 's-1'): SagaReference => ({
  name: 'trip',
  id,
  version: 1,
  startTime: START,
  deadlineSeconds: 3600,
});
const startOf = (id = 's-1', due = '2026-11-24T12:00:00.000Z'): SagaStart => ({
  saga: reference(id),
  steps: loggedSteps(tripSaga),
  due,
});
const event = (type: SagaEvent['type'], more: Partial<SagaEvent> = {}): SagaEvent => ({
  type,
  step: 'book',
  runner: 'main',
  attempt: 1,
  at: '2026-11-24T10:00:01.000Z',
  ...more,
});
const nested = (levels: number): unknown => (levels === 0 ? 'bottom' : { down: [nested(levels - 1)] });
const times = (count: number) => Array.from({ length: count }, (_, index) => index);
const byKey = (events: readonly SagaEvent[]) => [...events].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
const keyOf = (one: SagaEvent) => `${one.step}#${one.type}#${one.runner}#${one.attempt}`;

/**
 * What every saga log promises; run once per adapter. Each test gets an empty log. `runs` is how many random sequences
 * of writes are compared with the model.
 */
export const sagaLogContract = (fresh: () => Promise<SagaLogBench>, runs = 20): void => {
  let log: SagaLog & LogRemoval;
  const headerOf = async (id = 's-1') => (await log.read(reference(id)))?.header;
  const eventsOf = async (id = 's-1') => (await log.read(reference(id)))?.events ?? [];

  beforeEach(async () => {
    ({ log } = await fresh());
  });

  it('knows nothing of a saga that has not begun', async () => {
    expect(await log.read(reference())).toBeUndefined();
  });

  describe('the start', () => {
    it('writes a header that rebuilds the saga without its code', async () => {
      await log.start({ ...startOf(), input: { product: 'chair', pieces: 2 } }, START);
      expect(await log.read(reference())).toEqual({
        header: {
          sagaName: 'trip',
          sagaId: 's-1',
          version: 1,
          steps: loggedSteps(tripSaga),
          createTime: START,
          updateTime: START,
          expireTime: '2026-11-24T11:00:00.000Z',
          due: '2026-11-24T12:00:00.000Z',
          status: 'RUNNING',
          input: { product: 'chair', pieces: 2 },
        },
        events: [],
      });
    });

    it('is written once: the second changes nothing', async () => {
      await log.start({ ...startOf(), input: { first: true } }, START);
      await log.raise(reference(), 'COMPLETED', '2026-11-24T10:05:00.000Z');
      const before = await headerOf();
      await log.start(
        { ...startOf('s-1', '2030-01-01T00:00:00.000Z'), input: { first: false } },
        '2026-11-25T00:00:00.000Z',
      );
      expect(await headerOf()).toEqual(before);
    });

    it('with the input null counts as a start with input', async () => {
      await log.start({ ...startOf(), input: null }, START);
      await log.start({ ...startOf(), input: 'other' }, START);
      expect((await headerOf())?.input).toBeNull();
    });

    it('keeps input that is nested 60 levels deep, and every letter of it', async () => {
      const input = { deep: nested(60), text: 'Zoë 🚀 \u0000 "quoted"', empty: ['', {}, [], null, 0, false] };
      await log.start({ ...startOf(), input }, START);
      expect((await headerOf())?.input).toEqual(input);
    });

    it('keeps 64 KB of input', async () => {
      const input = { text: 'x'.repeat(64 * 1024) };
      await log.start({ ...startOf(), input }, START);
      expect((await headerOf())?.input).toEqual(input);
    });

    it('that comes after a compensation completes the header and does not touch its status', async () => {
      await log.appendAndRaise(startOf(), [event('CompensationStarted')], 'COMPENSATING');
      expect(await headerOf()).toMatchObject({ status: 'COMPENSATING', steps: loggedSteps(tripSaga) });
      expect((await headerOf())?.input).toBeUndefined();
      await log.start({ ...startOf(), input: { late: true } }, '2026-11-24T10:09:00.000Z');
      expect(await headerOf()).toMatchObject({
        status: 'COMPENSATING',
        input: { late: true },
        updateTime: '2026-11-24T10:00:01.000Z',
      });
      await log.start({ ...startOf(), input: { later: true } }, START);
      expect((await headerOf())?.input).toEqual({ late: true });
    });

    it('of two sagas with one id but different names are two headers', async () => {
      const other = { ...startOf(), saga: { ...reference(), name: 'order' } };
      await log.start({ ...startOf(), input: 1 }, START);
      await log.start({ ...other, input: 2 }, START);
      expect((await headerOf())?.input).toBe(1);
      expect((await log.read(other.saga))?.header.input).toBe(2);
    });
  });

  describe('events', () => {
    it('are written if absent: the first of a key stays', async () => {
      await log.start({ ...startOf(), input: 1 }, START);
      await log.append(reference(), event('StepSucceeded', { data: { first: true } }));
      await log.append(
        reference(),
        event('StepSucceeded', { data: { first: false }, at: '2027-01-01T00:00:00.000Z' }),
      );
      expect(await eventsOf()).toEqual([event('StepSucceeded', { data: { first: true } })]);
    });

    it('differ by step, type, runner and attempt', async () => {
      await log.start({ ...startOf(), input: 1 }, START);
      const five = [
        event('StepStarted'),
        event('StepStarted', { attempt: 2 }),
        event('StepStarted', { runner: 'redrive' }),
        event('StepStarted', { step: 'pay' }),
        event('StepSucceeded'),
      ];
      for (const one of five) await log.append(reference(), one);
      expect(byKey(await eventsOf())).toEqual(byKey(five));
    });

    it('come back whole: error, reason, data of any depth, and without a step', async () => {
      await log.start({ ...startOf(), input: 1 }, START);
      const all = [
        event('AttemptFailed', { error: { error: 'BusinessError', cause: 'CardDeclined: no' } }),
        event('StepSucceeded', { data: nested(60) }),
        event('StepSucceeded', { step: 'pay', data: null }),
        event('CompensationResolved', { reason: 'refunded at the counter' }),
      ];
      const { step: _none, ...marks } = event('CancelRequested', { runner: 'operator' });
      for (const one of [...all, marks]) await log.append(reference(), one);
      expect(byKey(await eventsOf())).toEqual(byKey([...all, marks]));
    });

    it('that come before the header wait for it', async () => {
      await log.append(reference(), event('StepStarted'));
      expect(await log.read(reference())).toBeUndefined();
      await log.start({ ...startOf(), input: 1 }, START);
      expect(await eventsOf()).toEqual([event('StepStarted')]);
    });

    it('of hundreds of attempts are all read (more than one page of the database)', async () => {
      await log.start({ ...startOf(), input: 'x'.repeat(60_000) }, START);
      const many = times(170).map((index) =>
        event('StepSucceeded', { attempt: index + 1, data: { text: 'y'.repeat(7_000) } }),
      );
      await Promise.all(many.map((one) => log.append(reference(), one)));
      expect(await eventsOf()).toHaveLength(170);
    });
  });

  describe('the header', () => {
    const pairs = SAGA_STATUSES.flatMap((from) => SAGA_STATUSES.map((to) => [from, to] as const)).filter(
      ([from]) => sagaRank(from) >= sagaRank('RUNNING'),
    );

    it.each(pairs)('at %s asked for %s only ever rises', async (from, to) => {
      await log.start({ ...startOf(), input: 1 }, START);
      await log.raise(reference(), from, '2026-11-24T10:01:00.000Z');
      await log.raise(reference(), to, '2026-11-24T10:02:00.000Z');
      const rises = sagaRank(to) > sagaRank(from);
      const firstWrite = from === 'RUNNING' ? START : '2026-11-24T10:01:00.000Z';
      expect(await headerOf()).toMatchObject({
        status: rises ? to : from,
        updateTime: rises ? '2026-11-24T10:02:00.000Z' : firstWrite,
      });
    });

    it('is not made by raising it', async () => {
      await log.raise(reference(), 'COMPENSATED', START);
      expect(await log.read(reference())).toBeUndefined();
    });

    it('of many writers at once ends at the highest', async () => {
      await log.start({ ...startOf(), input: 1 }, START);
      await Promise.all(
        [...SAGA_STATUSES, ...SAGA_STATUSES].map((status) => log.raise(reference(), status, START)),
      );
      expect((await headerOf())?.status).toBe(SAGA_STATUSES[SAGA_STATUSES.length - 1]);
    });
  });

  describe('events together with the header', () => {
    const failed = event('StepFailed', { error: { error: 'States.Timeout', cause: '' } });
    const started = event('CompensationStarted');

    it('make the header when there is none', async () => {
      await log.appendAndRaise(startOf(), [failed, started], 'COMPENSATING');
      expect(await headerOf()).toMatchObject({
        status: 'COMPENSATING',
        createTime: START,
        updateTime: failed.at,
        due: startOf().due,
      });
      expect(byKey(await eventsOf())).toEqual(byKey([failed, started]));
    });

    it('raise the header that is there', async () => {
      await log.start({ ...startOf(), input: { kept: true } }, START);
      await log.appendAndRaise(startOf(), [failed, started], 'COMPENSATING');
      expect(await headerOf()).toMatchObject({
        status: 'COMPENSATING',
        input: { kept: true },
        updateTime: failed.at,
      });
    });

    it.each([
      ['the first', [failed]],
      ['the second', [started]],
      ['both', [failed, started]],
    ])('still raise it when %s of them are there already', async (_which, present) => {
      await log.start({ ...startOf(), input: 1 }, START);
      for (const one of present) await log.append(reference(), one);
      await log.appendAndRaise(startOf(), [failed, started], 'COMPENSATING');
      expect((await headerOf())?.status).toBe('COMPENSATING');
      expect(byKey(await eventsOf())).toEqual(byKey([failed, started]));
    });

    it.each([
      'COMPENSATING',
      'COMPENSATION_FAILED',
      'COMPENSATED',
    ] as const)('are written although the header is at %s already, which stays', async (higher) => {
      await log.start({ ...startOf(), input: 1 }, START);
      await log.raise(reference(), higher, '2026-11-24T10:03:00.000Z');
      await log.appendAndRaise(startOf(), [started], 'COMPENSATING');
      expect(await headerOf()).toMatchObject({ status: higher, updateTime: '2026-11-24T10:03:00.000Z' });
      expect(await eventsOf()).toEqual([started]);
    });

    it('change nothing when everything is there already', async () => {
      await log.appendAndRaise(startOf(), [failed, started], 'COMPENSATING');
      const before = await log.read(reference());
      await log.appendAndRaise(startOf(), [failed, started], 'COMPENSATING');
      expect(await log.read(reference())).toEqual(before);
    });

    it('by many at once are all written', async () => {
      const attempts = times(12).map((index) => event('StepFenced', { step: 'tell', attempt: index + 1 }));
      await Promise.all(attempts.map((one) => log.appendAndRaise(startOf(), [one], 'COMPENSATING')));
      expect(await eventsOf()).toHaveLength(12);
      expect((await headerOf())?.status).toBe('COMPENSATING');
    });
  });

  describe('a saga that is over', () => {
    const DONE = '2026-11-24T10:30:00.000Z';
    const erased = { as: 'erased', at: '2026-11-25T00:00:00.000Z' } as const;
    const removed = { as: 'removed', at: '2028-01-01T00:00:00.000Z' } as const;
    const said = [
      event('StepSucceeded', { data: { seat: '7A', guest: 'Ada' } }),
      event('AttemptFailed', { error: { error: 'BusinessError', cause: 'NoSeat: for Ada' } }),
      event('CancelRequested', { reason: 'Ada called' }),
      event('StepFenced', { data: { state: 'DONE' } }),
      event('StepStarted'),
    ];
    const over = async (id = 's-1') => {
      await log.start({ ...startOf(id), input: { guest: 'Ada' } }, START);
      for (const one of said) await log.append(reference(id), one);
      await log.raise(reference(id), 'COMPLETED', DONE);
      const header = await headerOf(id);
      if (!header) throw new Error('it was never begun');
      return header;
    };
    const taken = { code: 'SagaIdTaken' };

    it('is looked for by when it was over, and when it is taken back by when it is due', async () => {
      expect((await over()).due).toBe(DONE);
      await log.appendAndRaise(startOf(), [event('CompensationStarted', { at: DONE })], 'COMPENSATING');
      expect((await headerOf())?.due).toBe(startOf().due);
      await log.appendAndRaise(startOf('s-2'), [event('StepFailed', { at: DONE })], 'COMPENSATED');
      expect((await headerOf('s-2'))?.due).toBe(DONE);
    });

    it('is closed once, without its input, and with the event that says so', async () => {
      const header = await over();
      const says = event('SagaErased', { runner: 'operator', at: erased.at, reason: 'asked' });
      expect(await log.close(header, erased, [says])).toBe(true);
      expect(await log.close(header, erased, [says])).toBe(false);
      const { input: _input, ...rest } = header;
      expect(await headerOf()).toEqual({ ...rest, closed: erased });
      expect(byKey(await eventsOf())).toEqual(byKey([...said, says]));
    });

    it('is not closed when it has gone on meanwhile', async () => {
      const header = await over();
      await log.appendAndRaise(startOf(), [event('CompensationStarted', { at: DONE })], 'COMPENSATING');
      expect(await log.close(header, erased)).toBe(false);
      expect(await headerOf()).toMatchObject({ status: 'COMPENSATING', input: { guest: 'Ada' } });
    });

    it('is never changed again once it is closed, and its id is taken', async () => {
      await log.close(await over(), erased);
      const closed = { header: await headerOf(), events: byKey(await eventsOf()) };
      await expect(log.start({ ...startOf(), input: 1 }, START)).rejects.toMatchObject(taken);
      await expect(
        log.appendAndRaise(startOf(), [event('StepFailed')], 'COMPENSATING'),
      ).rejects.toMatchObject(taken);
      await log.raise(reference(), 'COMPENSATED', START);
      expect({ header: await headerOf(), events: byKey(await eventsOf()) }).toEqual(closed);
    });

    it('loses what was said, and keeps types, times and what decides its status', async () => {
      await over();
      expect(await log.strip(reference(), await eventsOf())).toBe(3);
      expect(byKey(await eventsOf())).toEqual(
        byKey([
          event('StepSucceeded'),
          event('AttemptFailed', { error: { error: 'BusinessError', cause: '' } }),
          event('CancelRequested'),
          event('StepFenced', { data: { state: 'DONE' } }),
          event('StepStarted'),
        ]),
      );
      expect(await log.strip(reference(), await eventsOf())).toBe(0);
    });

    it('keeps its header when it is removed, and is in no list any more', async () => {
      const header = await over();
      await over('s-2');
      await log.close(header, erased);
      expect(await log.close({ ...header, closed: erased }, removed)).toBe(true);
      // Cut off here, it is found again.
      expect((await log.list({ name: 'trip', statuses: ['COMPLETED'] })).sagas).toHaveLength(2);
      await log.remove(reference(), await eventsOf());
      expect(await log.read(reference())).toEqual({
        header: {
          sagaName: 'trip',
          sagaId: 's-1',
          version: 1,
          steps: [],
          createTime: START,
          updateTime: DONE,
          expireTime: header.expireTime,
          due: DONE,
          status: 'COMPLETED',
          closed: removed,
        },
        events: [],
      });
      const { sagas } = await log.list({ name: 'trip', statuses: ['COMPLETED'] });
      expect(sagas.map(({ sagaId }) => sagaId)).toEqual(['s-2']);
      await expect(log.start({ ...startOf(), input: 1 }, START)).rejects.toMatchObject(taken);
    });
  });

  describe('the list', () => {
    const at = (minute: number) =>
      new Date(Date.parse('2026-11-24T12:00:00.000Z') + minute * 60_000).toISOString();
    const begin = async (id: string, due: string, status: SagaStatus = 'RUNNING') => {
      await log.start({ ...startOf(id, due), input: 1 }, START);
      await log.raise(reference(id), status, START);
    };
    const listAll = async (query: Omit<Parameters<SagaLog['list']>[0], 'name' | 'next'>) => {
      const pages: string[][] = [];
      let next: string | undefined;
      do {
        const page = await log.list({ name: 'trip', ...query, ...(next ? { next } : {}) });
        pages.push(page.sagas.map(({ sagaId }) => sagaId));
        next = page.next;
      } while (next && pages.length < 100);
      return pages;
    };

    it('is empty without sagas', async () => {
      expect(await log.list({ name: 'trip' })).toEqual({ sagas: [] });
    });

    it('finds those of one status, whatever their shard, newest due first', async () => {
      await Promise.all(
        times(24).map((index) =>
          begin(`s-${index}`, at(index), index % 3 === 0 ? 'COMPLETION_FAILED' : 'RUNNING'),
        ),
      );
      const { sagas } = await log.list({ name: 'trip', statuses: ['COMPLETION_FAILED'] });
      expect(sagas.map(({ sagaId }) => sagaId)).toEqual(times(8).map((index) => `s-${21 - 3 * index}`));
      expect(sagas[0]).toMatchObject({
        sagaName: 'trip',
        status: 'COMPLETION_FAILED',
        version: 1,
        createTime: START,
        due: at(21),
      });
    });

    it('leaves a status when the header rises', async () => {
      await begin('s-1', at(1));
      await log.raise(reference(), 'COMPENSATING', START);
      expect((await log.list({ name: 'trip', statuses: ['RUNNING'] })).sagas).toEqual([]);
      expect((await log.list({ name: 'trip', statuses: ['COMPENSATING'] })).sagas).toHaveLength(1);
    });

    it('without a status finds all', async () => {
      for (const [index, status] of SAGA_STATUSES.entries()) await begin(`s-${index}`, at(index), status);
      expect((await log.list({ name: 'trip' })).sagas).toHaveLength(SAGA_STATUSES.length);
    });

    it('keeps sagas of other names out', async () => {
      await begin('s-1', at(1));
      expect((await log.list({ name: 'order' })).sagas).toEqual([]);
    });

    it('takes only those due before a time', async () => {
      await Promise.all(times(6).map((index) => begin(`s-${index}`, at(index))));
      const { sagas } = await log.list({ name: 'trip', statuses: ['RUNNING'], dueBefore: at(3) });
      expect(sagas.map(({ sagaId }) => sagaId)).toEqual(['s-2', 's-1', 's-0']);
    });

    it.each([1, 4, 10])('comes in pages of %i that hold each saga once', async (limit) => {
      await Promise.all(times(10).map((index) => begin(`s-${index}`, at(index))));
      const pages = await listAll({ statuses: ['RUNNING'], limit });
      expect(pages.flat()).toEqual(times(10).map((index) => `s-${9 - index}`));
      expect(pages).toHaveLength(Math.ceil(10 / limit));
    });

    it.each([
      1, 4, 25,
    ])('comes oldest first when asked so, of several statuses, in pages of %i', async (limit) => {
      await Promise.all(
        times(12).map((index) => begin(`s-${index}`, at(index), index % 2 ? 'RUNNING' : 'COMPENSATING')),
      );
      await begin('s-over', at(3), 'COMPLETED');
      const statuses = ['RUNNING', 'COMPENSATING'] as const;
      const query = { statuses, first: 'oldest', dueBefore: at(10) } as const;
      const pages = await listAll({ ...query, limit });
      expect(pages.flat()).toEqual(times(10).map((index) => `s-${index}`));
      expect(pages).toHaveLength(Math.ceil(10 / limit));
      const { sagas } = await log.list({ name: 'trip', ...query, next: at(7) });
      expect(sagas.map(({ sagaId }) => sagaId)).toEqual(['s-8', 's-9']);
    });

    it.each([
      'newest',
      'oldest',
    ] as const)('%s first it keeps times apart that differ by a millisecond', async (first) => {
      const due = (ms: number) => new Date(Date.parse(at(0)) + ms).toISOString();
      await Promise.all(times(6).map((ms) => begin(`s-${ms}`, due(ms))));
      const ids = (await listAll({ statuses: ['RUNNING'], first, dueBefore: due(5), limit: 1 })).flat();
      const oldest = times(5).map((ms) => `s-${ms}`);
      expect(ids).toEqual(first === 'oldest' ? oldest : oldest.reverse());
    });

    it.each([1, 3])('loses nobody of 20 that are due at one time, in pages of %i', async (limit) => {
      await Promise.all(times(20).map((index) => begin(`s-${index}`, at(5))));
      await begin('s-before', at(4));
      await begin('s-after', at(6));
      for (const first of ['newest', 'oldest'] as const) {
        const found = (await listAll({ statuses: ['RUNNING'], limit, first })).flat();
        expect(new Set(found).size).toBe(22);
        expect(found).toHaveLength(22);
      }
    });
  });

  it('does what its model does, whatever is written in whatever order', async () => {
    const status = fc.constantFrom(...SAGA_STATUSES);
    const one = fc.record({
      type: fc.constantFrom('StepStarted', 'StepFailed', 'CompensationStarted', 'CancelRequested'),
      step: fc.constantFrom('book', 'pay'),
      attempt: fc.integer({ min: 1, max: 2 }),
      data: fc.constantFrom(undefined, null, { n: 1 }),
    });
    const write = fc.oneof(
      fc.record({ op: fc.constant('start' as const), input: fc.constantFrom(1, null, { a: [] }) }),
      fc.record({ op: fc.constant('append' as const), one }),
      fc.record({ op: fc.constant('appendAndRaise' as const), one, two: one, status }),
      fc.record({ op: fc.constant('raise' as const), status }),
    );
    type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;
    const toEvent = (
      { data, ...rest }: { type: string; step: string; attempt: number; data?: unknown },
      at: string,
    ) =>
      event(rest.type as SagaEvent['type'], {
        ...rest,
        type: rest.type as SagaEvent['type'],
        at,
        ...(data === undefined ? {} : { data }),
      });
    const run = (on: SagaLog, write: Write, at: string): Promise<void> => {
      switch (write.op) {
        case 'start':
          return on.start({ ...startOf(), input: write.input }, at);
        case 'append':
          return on.append(reference(), toEvent(write.one, at));
        case 'appendAndRaise': {
          const both = [toEvent(write.one, at), toEvent(write.two, at)];
          const distinct =
            keyOf(both[0] as SagaEvent) === keyOf(both[1] as SagaEvent) ? both.slice(0, 1) : both;
          return on.appendAndRaise(startOf(), distinct, write.status);
        }
        case 'raise':
          return on.raise(reference(), write.status, at);
      }
    };
    const view = async (on: SagaLog) => {
      const read = await on.read(reference());
      return read && { header: read.header, events: byKey(read.events) };
    };
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 10 }), async (writes) => {
        const { log: real, model } = await fresh();
        for (const [index, each] of writes.entries()) {
          const at = new Date(Date.parse(START) + index * 1000).toISOString();
          await run(real, each, at);
          await run(model, each, at);
        }
        expect(await view(real)).toEqual(await view(model));
      }),
      { seed: 20261124, numRuns: runs },
    );
  });
};
