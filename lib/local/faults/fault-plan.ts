import type { CommandNote } from './command';
import type { FaultKind } from './fault-kind';
import type { FaultRule } from './fault-rule';
import { FAULT_KINDS, type FaultKindName } from './kinds';
import type { LateMoment } from './late-starts';

/** A fault that hits an attempt now. */
export interface Hit {
  readonly name: FaultKindName;
  readonly kind: FaultKind;
  /** Uses up one time; false when none is left. */
  readonly spend: () => boolean;
  /** The late attempt has started. */
  readonly started: (moment: LateMoment) => void;
}

/** What became of one line of the plan. */
export interface FaultReport {
  readonly rule: FaultRule;
  /** Attempts that it hit. */
  readonly hits: number;
  /** How often what its kind is about has happened. */
  readonly strikes: number;
}

interface Entry {
  readonly rule: FaultRule;
  left: number;
  hits: number;
  strikes: number;
}

/** How many attempts a fault hits unless its rule says. */
export const DEFAULT_TIMES = 1;

/** Which attempts go wrong, and how. It counts per rule, in the order in which attempts are made. */
export class FaultPlan {
  private readonly entries: Entry[] = [];
  private used = false;

  constructor(rules: readonly FaultRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  /** Whether there ever was a rule: without one nobody needs to look at payloads. */
  get active(): boolean {
    return this.used;
  }

  add(rule: FaultRule): void {
    this.used = true;
    this.entries.push({ rule, left: rule.times ?? DEFAULT_TIMES, hits: 0, strikes: 0 });
  }

  /** Takes all faults away, or those of one command, or of one saga. */
  clear(which: { readonly command?: string; readonly sagaId?: string } = {}): void {
    const kept = this.entries.filter(
      ({ rule }) =>
        (which.command !== undefined && rule.command !== which.command) ||
        (which.sagaId !== undefined && rule.sagaId !== which.sagaId),
    );
    this.entries.splice(0, this.entries.length, ...kept);
  }

  /** The first rule with times left that this command falls under. */
  hit(note: CommandNote | undefined): Hit | undefined {
    const entry =
      note &&
      this.entries.find(
        ({ rule, left }) =>
          left > 0 &&
          rule.command === note.command &&
          (rule.sagaId === undefined || rule.sagaId === note.sagaId),
      );
    if (!entry) return undefined;
    const kind: FaultKind = FAULT_KINDS[entry.rule.kind];
    entry.hits++;
    if (kind.strikes !== 'when-spent') entry.left--;
    if (kind.strikes === 'at-once') entry.strikes++;
    return {
      name: entry.rule.kind,
      kind,
      spend: () => {
        if (entry.left <= 0) return false;
        entry.left--;
        entry.strikes++;
        return true;
      },
      started: (moment) => {
        if (moment === 'compensated') entry.strikes++;
      },
    };
  }

  /** What has become of each line, in the order in which they were added. */
  report(): readonly FaultReport[] {
    return this.entries.map(({ rule, hits, strikes }) => ({ rule, hits, strikes }));
  }
}
