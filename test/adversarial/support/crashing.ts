/** The process dies at a call. */
export class Crash extends Error {}

/** How long a process lives. */
export interface Life {
  /** Counted down by each call; the one that finds 0 is the last. A negative number: it lives on. */
  left: number;
  readonly when: 'before' | 'after';
  dead: boolean;
}

/** Calls of one process, roughly; one that dies later lives. */
const CALLS = 9;

export const immortal = (): Life => ({ left: -1, when: 'after', dead: false });
export const mortal = (chance: () => number): Life => ({
  left: Math.floor(chance() * CALLS),
  when: chance() < 0.5 ? 'before' : 'after',
  dead: false,
});

type Method = (...args: unknown[]) => unknown;

/** A port at one of whose calls the process dies, before or after it was carried out; a dead process calls nobody. */
export const crashing = <Port extends object>(port: Port, life: Life): Port =>
  new Proxy(port, {
    get: (target, property) => {
      const method = Reflect.get(target, property) as unknown;
      if (typeof method !== 'function') return method;
      return property === 'statesEntered' ? listing(method as Method, life) : calling(method as Method, life);
    },
  });

const calling =
  (method: Method, life: Life): Method =>
  async (...args) => {
    await undefined;
    const dies = meet(life);
    const answer = await method(...args);
    if (dies) throw new Crash('after');
    return answer;
  };

const listing = (method: Method, life: Life): Method =>
  async function* (...args) {
    const dies = meet(life);
    yield* method(...args) as AsyncIterable<unknown>;
    if (dies) throw new Crash('after');
  };

/** @returns whether the process dies once the call was carried out */
const meet = (life: Life): boolean => {
  if (life.dead) throw new Crash('long ago');
  const dies = life.left-- === 0;
  if (!dies) return false;
  life.dead = true;
  if (life.when === 'before') throw new Crash('before');
  return true;
};
