import {
  env,
  hasTimeLeft,
  isoTime,
  jsonLogger,
  optionalEnv,
  systemClock,
  systemRandom,
} from '../../lib/runtime';

describe('the environment', () => {
  it.each([undefined, ''])('says which variable is missing (%p)', (value) => {
    if (value === undefined) delete process.env.NO_SUCH_TABLE;
    else process.env.NO_SUCH_TABLE = value;
    expect(() => env('NO_SUCH_TABLE')).toThrow(
      expect.objectContaining({
        name: 'SagaError',
        code: 'MissingEnvironment',
        message: expect.stringContaining('NO_SUCH_TABLE'),
      }),
    );
    expect(optionalEnv('NO_SUCH_TABLE')).toBeUndefined();
  });
});

describe('the logger', () => {
  it('writes one JSON object a line', () => {
    const print = jest.spyOn(console, 'log').mockReturnValue();
    jsonLogger.info('command done', { sagaId: 's-1', attempt: 2 });
    jsonLogger.warn('line one\nline two');
    const lines = print.mock.calls.map(([line]) => String(line));
    print.mockRestore();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'INFO', message: 'command done', sagaId: 's-1', attempt: 2 },
      { level: 'WARN', message: 'line one\nline two' },
    ]);
    for (const line of lines) expect(line).not.toContain('\n');
  });
});

describe('time within an invocation', () => {
  it('is over when a third is left: enough to answer', () => {
    let left = 9_000;
    const hasTime = hasTimeLeft({ getRemainingTimeInMillis: () => left });
    expect(hasTime()).toBe(true);
    left = 3_001;
    expect(hasTime()).toBe(true);
    left = 3_000;
    expect(hasTime()).toBe(false);
  });

  it('of the machine goes on while it sleeps', async () => {
    jest.useFakeTimers({ now: 1000 });
    const woke = systemClock.sleep(5).then(() => systemClock.now());
    await jest.advanceTimersByTimeAsync(60);
    jest.useRealTimers();
    expect(await woke).toBe(1005);
    expect(isoTime(0)).toBe('1970-01-01T00:00:00.000Z');
  });

  it('is jittered by numbers from 0 to below 1', () => {
    const numbers = Array.from({ length: 1000 }, systemRandom);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(new Set(numbers).size).toBeGreaterThan(900);
  });
});
