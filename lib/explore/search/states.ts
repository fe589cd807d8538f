import { createHash } from 'node:crypto';
import type { StateSet } from './follow';

/** States that several threads know of: 64 bits of the digest of each, in memory that they share. */
const SLOTS = 2 ** 23;

/**
 * Room for eight million states. Of one million two have the same 64 bits with a probability of 3 in 10^8; then one of
 * them would not be looked at.
 */
export const newStates = (slots = SLOTS): SharedArrayBuffer => new SharedArrayBuffer((slots + 1) * 8);

/** @throws Full when there is no room: what was not looked at is not called looked at */
export const statesIn = (shared: SharedArrayBuffer): StateSet => {
  const slots = new BigInt64Array(shared);
  /** The last slot counts. */
  const count = slots.length - 1;
  const most = BigInt(Math.floor(count * 0.8));
  return {
    keyOf: (state) => createHash('md5').update(state).digest('base64url').slice(0, 16),
    add: (key) => {
      // An empty slot is 0.
      const value = Buffer.from(key, 'base64url').readBigInt64LE(0) || 1n;
      for (let at = Number(BigInt.asUintN(64, value) % BigInt(count)); ; at = (at + 1) % count) {
        const found = Atomics.compareExchange(slots, at, 0n, value);
        if (found === value) return false;
        if (found !== 0n) continue;
        if (Atomics.add(slots, count, 1n) >= most) throw new Full(count);
        return true;
      }
    },
    get size() {
      return Number(Atomics.load(slots, count));
    },
  };
};

export class Full extends Error {
  constructor(slots: number) {
    super(
      `there are more than ${Math.floor(slots * 0.8)} states: explore with fewer faults, or without --interleave`,
    );
  }
}
