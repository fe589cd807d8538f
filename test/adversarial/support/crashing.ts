/** The process dies at a call. */
export class Crash extends Error {}

/** Counted down by each call; the one that finds 0 dies. A negative number: none does. */
export interface Countdown {
  left: number;
  readonly when: 'before' | 'after';
}

/** A port of which one call crashes, before or after it was carried out. */
export const crashing = <Port extends object>(port: Port, countdown: Countdown): Port =>
  new Proxy(port, {
    get: (target, property) => {
      const method = Reflect.get(target, property) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        await undefined;
        const dies = countdown.left-- === 0;
        if (dies && countdown.when === 'before') throw new Crash('before');
        const answer = await method(...args);
        if (dies) throw new Crash('after');
        return answer;
      };
    },
  });
