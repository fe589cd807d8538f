import { isDeepStrictEqual } from 'node:util';
import type { canonical, Event } from '../conformance/canonical';

/** What became of one machine on either side. */
export interface Answer {
  readonly status: string;
  /** JSON text. */
  readonly output?: string | undefined;
  readonly error?: string | undefined;
  /** Why the definition was refused. */
  readonly why?: string;
  readonly events: readonly Event[];
}

const parsed = (text: string | undefined): unknown => (text == null ? undefined : JSON.parse(text));

/** The first difference, in words: status, error, output, then the types of the events. Causes are not compared. */
export const differenceOf = (theirs: Answer, ours: Answer, arrange: typeof canonical): string | undefined => {
  if (theirs.status !== ours.status) {
    return `status: theirs ${theirs.status} ${theirs.error ?? theirs.why ?? ''}, ours ${ours.status} ${ours.error ?? ours.why ?? ''}`;
  }
  if ((theirs.error ?? undefined) !== (ours.error ?? undefined)) {
    return `error: theirs ${theirs.error}, ours ${ours.error}`;
  }
  if (!isDeepStrictEqual(parsed(theirs.output), parsed(ours.output))) {
    return `output: theirs ${theirs.output}, ours ${ours.output}`;
  }
  const [expected, actual] = [theirs, ours].map(({ events }) =>
    arrange(events)
      .events.map(({ type }) => type)
      .join(' '),
  );
  return expected === actual ? undefined : `events: theirs ${expected}\n  ours ${actual}`;
};
