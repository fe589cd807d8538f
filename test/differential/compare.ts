import { isDeepStrictEqual } from 'node:util';
import { canonical, type Event } from '../conformance/canonical';

/** What became of one machine on either side. */
export interface Answer {
  readonly status: string;
  /** JSON text. */
  readonly output?: string | null | undefined;
  readonly error?: string | null | undefined;
  readonly cause?: string | null | undefined;
  /** Why the definition was refused. */
  readonly why?: string;
  readonly events: readonly Event[];
}

export interface Difference {
  readonly kind: 'status' | 'error' | 'output' | 'events';
  readonly theirs: string;
  readonly ours: string;
}

/** The first difference: status, error, output, then the types of the events. Causes are not compared. */
export const differenceOf = (theirs: Answer, ours: Answer): Difference | undefined => {
  const told: readonly (readonly [Difference['kind'], (answer: Answer) => unknown])[] = [
    ['status', ({ status }) => status],
    ['error', ({ error }) => error ?? null],
    ['output', ({ output }) => (output == null ? null : JSON.parse(output))],
    ['events', typesOf],
  ];
  for (const [kind, of] of told) {
    const [left, right] = [of(theirs), of(ours)];
    if (isDeepStrictEqual(left, right)) continue;
    const inWords = (value: unknown, { error, cause, why }: Answer): string =>
      [typeof value === 'string' ? value : JSON.stringify(value), error, cause, why]
        .filter((each) => each && kind !== 'events')
        .join(' ') || String(value);
    return { kind, theirs: inWords(left, theirs), ours: inWords(right, ours) };
  }
  return undefined;
};

/** The types of the events in an order that does not depend on which branch was quicker. */
export const typesOf = ({ events }: Answer): readonly string[] =>
  withoutCutOff(canonical(untilEnd(events)).events.map(({ type }) => type));

/** moto's branches go on for a moment when the execution is over. */
const untilEnd = (events: readonly Event[]): readonly Event[] => {
  const end = events.findIndex(({ type }) => /^Execution(Succeeded|Failed)$/.test(type));
  return end < 0 ? events : events.slice(0, end + 1);
};

const START = /^(Parallel|Map)StateStarted$/;

/**
 * How far the other branches came when one failed is chance: of a Parallel or Map that did not succeed, the events
 * inside are left out; of one whose result could not be used as well.
 */
const withoutCutOff = (types: readonly string[]): readonly string[] => {
  const kept: string[] = [];
  for (let index = 0; index < types.length; index++) {
    const type = types[index] as string;
    kept.push(type);
    if (!START.test(type)) continue;
    const end = endOf(types, index);
    const after = types[end + 1] ?? '';
    if (!types[end]?.endsWith('StateSucceeded') || /StateFailed$|^Execution/.test(after)) index = end - 1;
  }
  return kept;
};

/** The event that ends the Parallel or Map begun at `start`: its own, its next attempt, or what ends the execution. */
const endOf = (types: readonly string[], start: number): number => {
  let depth = 0;
  for (let index = start; index < types.length; index++) {
    const type = types[index] as string;
    if (START.test(type)) {
      const again = index > start && !/^(Parallel|Map)StateEntered$/.test(types[index - 1] ?? '');
      if (again && depth === 1) return index;
      if (!again) depth++;
    }
    if (/^(Parallel|Map)State(Succeeded|Failed)$/.test(type)) depth--;
    if (depth === 0 || /^Execution/.test(type)) return index;
  }
  return types.length;
};
