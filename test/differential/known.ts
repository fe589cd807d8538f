import type { Answer } from './compare';
import type { Case } from './machines';

interface KnownDifference {
  readonly holds: (sample: Case, theirs: Answer, ours: Answer) => boolean;
  /** Why ours is right, and where that is known from. */
  readonly reason: string;
}

/** Where moto's interpreter tells something else than AWS does. */
const KNOWN: readonly KnownDifference[] = [];

export const knownDifference = (sample: Case, theirs: Answer, ours: Answer): string | undefined =>
  KNOWN.find(({ holds }) => holds(sample, theirs, ours))?.reason;
