import type { SequenceEffect } from '../../lib/saga';

/** Digits of a number at least, so that texts sort as their numbers do. */
const DIGITS = 6;

/** `INV-000017`: a number of a sequence, as documents show it. */
export const numbered = (prefix: string, { number }: Pick<SequenceEffect, 'number'>): string =>
  `${prefix}-${String(number).padStart(DIGITS, '0')}`;
