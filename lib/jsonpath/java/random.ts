const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/**
 * `java.util.Random` with a seed: the same seed, the same numbers as on AWS. Source: `$random(42)` on AWS, and the
 * algorithm that the documentation of `java.util.Random` promises.
 */
export const seededRandom = (seed: number): { double(): number; int(bound: number): number } => {
  let state = (BigInt(Math.trunc(seed)) ^ MULTIPLIER) & MASK;
  const next = (bits: number): number => {
    state = (state * MULTIPLIER + 0xbn) & MASK;
    return Number(BigInt.asIntN(bits, state >> BigInt(48 - bits)));
  };
  const unsigned = (bits: number): number => Number(BigInt.asUintN(bits, BigInt(next(bits))));
  return {
    double: () => (unsigned(26) * 2 ** 27 + unsigned(27)) / 2 ** 53,
    int: (bound) => {
      if ((bound & -bound) === bound) return Number((BigInt(bound) * BigInt(unsigned(31))) >> 31n);
      for (;;) {
        const bits = unsigned(31);
        const value = bits % bound;
        // What lies in the last, incomplete stretch of 2³¹ would come more often: drawn again.
        if (bits - value + (bound - 1) < 2 ** 31) return value;
      }
    },
  };
};
