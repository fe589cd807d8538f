import {
  BusinessError,
  type CounterEffect,
  type Effect,
  type RecordEffect,
  type SequenceEffect,
  type WriteEffect,
} from '../../saga';

/** Effects by their kind. */
export interface SortedEffects {
  readonly counters: readonly CounterEffect[];
  readonly records: readonly RecordEffect[];
  readonly sequences: readonly SequenceEffect[];
  readonly writes: readonly WriteEffect[];
}

/** A fault of the handler that no retry mends: told before anything is written. */
export const invalidEffect = (step: string, what: string): BusinessError =>
  new BusinessError('InvalidEffect', `${step} ${what}`);

const KINDS = { counter: 'counters', record: 'records', sequence: 'sequences', write: 'writes' } as const;

/** @throws BusinessError `InvalidEffect`: names the step */
export const sortEffects = (step: string, effects: readonly Effect[]): SortedEffects => {
  const sorted = {
    counters: [] as CounterEffect[],
    records: [] as RecordEffect[],
    sequences: [] as SequenceEffect[],
    writes: [] as WriteEffect[],
  };
  for (const [index, effect] of effects.entries()) {
    const kind = (Object.keys(KINDS) as (keyof typeof KINDS)[]).find(
      (name) => typeof effect === 'object' && effect !== null && name in effect,
    );
    if (kind === undefined) {
      throw invalidEffect(
        step,
        `has an effect ${index + 1} of ${effects.length} that is none: expected { ${Object.keys(KINDS).join(' }, { ')} }`,
      );
    }
    (sorted[KINDS[kind]] as Effect[]).push(effect);
  }
  return sorted;
};
