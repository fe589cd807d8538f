import { type OutsideEffect, undoFromLedger, undoOutside } from '../../lib/runtime';
import { BusinessError, ledgerKey } from '../../lib/saga';
import { commandsOf, failureAt, sagaOf } from './support/commands';
import { MemoryDesk } from './support/memory-desk';
import { tripSaga } from './support/sagas';

/** A provider that keeps what it was asked for by key, and would still carry out a request undone before it arrived. */
class Provider implements OutsideEffect<unknown> {
  readonly kind = 'outside';
  readonly calls: string[] = [];
  readonly made = new Set<string>();
  /** Runs within the next call, after it took effect. */
  during: () => Promise<void> = async () => undefined;
  result: unknown = { charge: 'c-1' };
  failReverse = 0;

  async perform(
    _command: unknown,
    { idempotencyKey }: { readonly idempotencyKey: string },
  ): Promise<unknown> {
    this.calls.push(`perform ${idempotencyKey}`);
    this.made.add(idempotencyKey);
    await this.during();
    return this.result;
  }

  async reverse(key: string): Promise<void> {
    this.calls.push(`reverse ${key}`);
    if (this.failReverse-- > 0) throw new Error('the provider is down');
    this.made.delete(key);
  }
}

const input = { product: 'chair', pieces: 2 };
const { action, compensation, fence } = commandsOf(tripSaga, input);
const key = ledgerKey(sagaOf(tripSaga), 'pay');
const results = { book: {} };
const pay = (attempt = 1) => action('pay', { results, attempt });
const refund = (attempt = 1) => compensation('pay', { failure: failureAt('pay'), attempt });

const setUp = () => {
  const desk = new MemoryDesk();
  const provider = new Provider();
  const handle = desk.handler(tripSaga, 'desk', {
    book: () => ({ result: {} }),
    unbook: undoFromLedger,
    pay: provider,
    refund: undoOutside(provider),
    tell: () => ({ result: {} }),
  });
  return { desk, provider, handle, state: () => desk.table.items.get(key)?.state };
};

describe('an effect outside', () => {
  it('is announced, made with the idempotency key, and recorded', async () => {
    const { desk, provider, handle } = setUp();
    let during: string | undefined;
    provider.during = async () => {
      during = desk.table.items.get(key)?.state;
    };
    expect(await handle(pay())).toEqual({ charge: 'c-1' });
    expect(during).toBe('DOING');
    expect(desk.table.items.get(key)).toMatchObject({ state: 'DONE', result: { charge: 'c-1' } });
    expect(desk.writes).toEqual(['log.append', 'ledger.begin', 'ledger.finish', 'log.append']);
    expect(provider.calls).toEqual([`perform ${key}`]);
  });

  it('is made once: a later attempt answers with its result', async () => {
    const { provider, handle } = setUp();
    const first = await handle(pay());
    provider.result = 'another';
    expect(await handle(pay(2))).toEqual(first);
    expect(provider.calls).toHaveLength(1);
  });

  it('under way keeps a second attempt off until the time of the first is over', async () => {
    const { desk, provider, handle } = setUp();
    let second: unknown;
    provider.during = async () => {
      second = await handle(pay(2)).catch((error: unknown) => error);
    };
    await handle(pay());
    expect(second).toMatchObject({ name: 'TransientError', message: expect.stringContaining('InProgress') });
    expect(provider.calls).toHaveLength(1);
    expect(desk.table.items.get(key)?.state).toBe('DONE');
  });

  it('whose attempt died is made again, under the same key, after that time', async () => {
    const { desk, provider, handle, state } = setUp();
    desk.crash = { at: 2, when: 'before' };
    await expect(handle(pay())).rejects.toMatchObject({ name: 'TransientError' });
    desk.crash = undefined;
    expect(state()).toBe('DOING');
    await expect(handle(pay(2))).rejects.toMatchObject({ message: expect.stringContaining('InProgress') });
    desk.clock.advance(desk.remaining + 1);
    expect(await handle(pay(3))).toEqual({ charge: 'c-1' });
    expect(provider.calls).toEqual([`perform ${key}`, `perform ${key}`]);
    expect(state()).toBe('DONE');
  });

  it('that the provider refuses is a no', async () => {
    const { provider, handle } = setUp();
    provider.during = async () => {
      throw new BusinessError('CardDeclined', 'the issuer says no');
    };
    await expect(handle(pay())).rejects.toMatchObject({
      name: 'BusinessError',
      message: 'CardDeclined: the issuer says no',
    });
  });

  it('with a result over 8 KB is a no, which the compensation takes back', async () => {
    const { desk, provider, handle } = setUp();
    provider.result = 'x'.repeat(9000);
    await expect(handle(pay())).rejects.toMatchObject({ message: expect.stringContaining('ResultTooLarge') });
    await expect(handle(refund())).rejects.toMatchObject({ name: 'TransientError' });
    desk.clock.advance(desk.remaining + 1);
    await handle(refund(2));
    expect(provider.made.size).toBe(0);
  });
});

describe('the undo of an effect outside', () => {
  it('takes it back under the same key, and settles that in the ledger', async () => {
    const { desk, provider, handle } = setUp();
    await handle(pay());
    expect(await handle(refund())).toEqual({ state: 'UNDONE' });
    expect(provider.calls).toEqual([`perform ${key}`, `reverse ${key}`]);
    expect(desk.table.items.get(key)).toMatchObject({ state: 'UNDONE' });
    expect(desk.table.items.get(key)?.outsidePending).toBeUndefined();
  });

  it('does not ask the provider about what never happened', async () => {
    const { provider, handle, state } = setUp();
    await handle(refund());
    expect(provider.calls).toEqual([]);
    expect(state()).toBe('UNDONE');
    await expect(handle(pay())).rejects.toMatchObject({
      message: expect.stringContaining('AlreadyCompensated'),
    });
    expect(provider.calls).toEqual([]);
  });

  it('takes back once, however often it is asked', async () => {
    const { provider, handle } = setUp();
    await handle(pay());
    await handle(refund());
    await handle(refund(2));
    await handle(compensation('pay', { runner: 'u1' }));
    expect(provider.calls).toEqual([`perform ${key}`, `reverse ${key}`]);
  });

  it('waits while the call may be under way; the attempt that is refused at its end takes back its own call', async () => {
    const { desk, provider, handle, state } = setUp();
    let early: unknown;
    provider.during = async () => {
      early = await handle(refund()).catch((error: unknown) => error);
    };
    await expect(handle(pay())).rejects.toMatchObject({
      name: 'BusinessError',
      message: expect.stringContaining('AlreadyCompensated'),
    });
    expect(early).toMatchObject({
      name: 'TransientError',
      message: expect.stringContaining('OutsideInProgress'),
    });
    expect(provider.made.size).toBe(0);
    desk.clock.advance(desk.remaining + 1);
    await handle(refund(2));
    expect(provider.made.size).toBe(0);
    expect(state()).toBe('UNDONE');
  });

  it('takes back the call of an attempt that died, once its time is over', async () => {
    const { desk, provider, handle } = setUp();
    desk.crash = { at: 2, when: 'before' };
    await expect(handle(pay())).rejects.toBeDefined();
    desk.crash = undefined;
    expect(provider.made.size).toBe(1);
    await expect(handle(refund())).rejects.toMatchObject({
      message: expect.stringContaining('OutsideInProgress'),
    });
    expect(provider.calls).toEqual([`perform ${key}`]);
    desk.clock.advance(desk.remaining + 1);
    await handle(refund(2));
    expect(provider.made.size).toBe(0);
  });

  it('goes on after a provider that was down: the ledger remembers that something is left', async () => {
    const { desk, provider, handle } = setUp();
    await handle(pay());
    provider.failReverse = 1;
    await expect(handle(refund())).rejects.toMatchObject({ name: 'TransientError' });
    expect(desk.table.items.get(key)).toMatchObject({ state: 'UNDONE', outsidePending: true });
    await handle(refund(2));
    expect(provider.made.size).toBe(0);
    expect(desk.table.items.get(key)?.outsidePending).toBeUndefined();
  });

  it.each(['before', 'after'] as const)('survives a crash %s any of its writes', async (when) => {
    for (let at = 0; at < 5; at++) {
      const { desk, provider, handle } = setUp();
      await handle(pay());
      desk.crash = { at: desk.writes.length + at, when };
      await handle(refund()).catch(() => undefined);
      desk.crash = undefined;
      await handle(refund(2));
      expect(provider.made.size).toBe(0);
      expect(desk.table.items.get(key)).toMatchObject({ state: 'UNDONE' });
      expect(desk.table.items.get(key)?.outsidePending).toBeUndefined();
    }
  });

  it('whatever write an attempt crashes at, nothing is left outside in the end', async () => {
    for (const when of ['before', 'after'] as const) {
      for (let at = 0; at < 4; at++) {
        const { desk, provider, handle } = setUp();
        desk.crash = { at, when };
        await expect(handle(pay())).rejects.toBeDefined();
        desk.crash = undefined;
        await handle(refund()).catch(() => undefined);
        desk.clock.advance(desk.remaining + 1);
        await handle(refund(2));
        expect(provider.made.size).toBe(0);
      }
    }
  });
});

describe('an effect outside past the pivot, when the saga is unwound', () => {
  const told = ledgerKey(sagaOf(tripSaga), 'tell');
  const tell = () => action('tell', { results: { book: {}, pay: {} } });

  const setUpTell = () => {
    const desk = new MemoryDesk();
    const provider = new Provider();
    const handle = desk.handler(tripSaga, 'desk', {
      book: () => ({ result: {} }),
      unbook: undoFromLedger,
      pay: () => ({ result: {} }),
      refund: undoFromLedger,
      tell: provider,
    });
    return { desk, provider, handle };
  };

  it('stays when it is there', async () => {
    const { provider, handle } = setUpTell();
    await handle(tell());
    expect(await handle(fence('tell'))).toEqual({ state: 'DONE' });
    expect(provider.made).toEqual(new Set([told]));
  });

  it('is taken back once the call that was cut off cannot be under way any more', async () => {
    const { desk, provider, handle } = setUpTell();
    provider.during = async () => {
      throw new Error('the process died');
    };
    await handle(tell()).catch(() => undefined);
    expect(provider.made.size).toBe(1);
    await expect(handle(fence('tell'))).rejects.toMatchObject({ code: 'OutsideInProgress' });
    expect(desk.table.items.get(told)?.state).toBe('UNDONE');
    expect(provider.made.size).toBe(1);
    desk.clock.advance(desk.remaining + 1);
    provider.failReverse = 1;
    await expect(handle(fence('tell', { attempt: 2 }))).rejects.toMatchObject({ name: 'TransientError' });
    const typesOf = async () => (await desk.saga('trip', 's-1'))?.events.map(({ type }) => type) ?? [];
    expect(await typesOf()).not.toContain('StepFenced');
    expect(await handle(fence('tell', { attempt: 3 }))).toEqual({ state: 'UNDONE' });
    expect(provider.made.size).toBe(0);
    expect(await typesOf()).toContain('StepFenced');
    await handle(fence('tell', { attempt: 4 }));
    expect(provider.calls.filter((call) => call.startsWith('reverse'))).toHaveLength(2);
  });
});
