import type { CommandNote } from './command';

/** Why a late function starts: the compensation of its step has run, or its saga is over without any. */
export type LateMoment = 'compensated' | 'over';

interface Waiting {
  readonly note: CommandNote;
  readonly start: (moment: LateMoment) => void;
}

/**
 * Functions that must not start before the compensation of their step has run. One whose saga ends without any
 * compensation (its step went well at another attempt, or has none) starts when the execution has ended.
 */
export class LateStarts {
  private readonly waiting = new Set<Waiting>();
  private readonly compensating = new Set<string>();

  add(note: CommandNote, start: Waiting['start']): void {
    this.waiting.add({ note, start });
  }

  /** A command has run (whether or not its answer reached anybody). */
  ran(note: CommandNote | undefined): void {
    if (note?.phase !== 'compensation') return;
    this.compensating.add(note.sagaId);
    this.release('compensated', (other) => other.sagaId === note.sagaId && other.step === note.step);
  }

  /** A compensation was asked for, even if a fault kept it from running. */
  asked(note: CommandNote | undefined): void {
    if (note?.phase === 'compensation') this.compensating.add(note.sagaId);
  }

  ended(executionName: string): void {
    if (this.compensating.has(executionName)) return;
    this.release('over', (note) => note.sagaId === executionName);
  }

  private release(moment: LateMoment, matches: (note: CommandNote) => boolean): void {
    for (const one of [...this.waiting]) {
      if (!matches(one.note)) continue;
      this.waiting.delete(one);
      one.start(moment);
    }
  }
}
