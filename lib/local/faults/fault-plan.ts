import type { CommandNote } from './command';
import type { FaultKind } from './fault-kind';
import type { FaultRule } from './fault-rule';
import { FAULT_KINDS, type FaultKindName } from './kinds';

/** A fault that hits an attempt now. */
export interface Hit {
  readonly name: FaultKindName;
  readonly kind: FaultKind;
  /** Uses up one time; false when none is left. */
  readonly spend: () => boolean;
}

interface Entry {
  readonly rule: FaultRule;
  left: number;
}

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
    this.entries.push({ rule, left: rule.times ?? FAULT_KINDS[rule.kind].times });
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
    const spend = (): boolean => entry.left-- > 0;
    const kind: FaultKind = FAULT_KINDS[entry.rule.kind];
    if (kind.spends === 'perAttempt') spend();
    return { name: entry.rule.kind, kind, spend };
  }
}
