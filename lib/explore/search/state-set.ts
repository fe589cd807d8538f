import { createHash } from 'node:crypto';
import type { StateSet } from './follow';

/** By 96 bits of a digest: of a hundred million states two would meet with a probability of 1 in 10^13. */
export const stateSet = (): StateSet => {
  const known = new Set<string>();
  return {
    keyOf: (state) => createHash('md5').update(state).digest('base64url').slice(0, 16),
    add: (key) => {
      if (known.has(key)) return false;
      known.add(key);
      return true;
    },
    get size() {
      return known.size;
    },
  };
};
