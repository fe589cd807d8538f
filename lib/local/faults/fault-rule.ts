import type { FaultKind } from './fault-kind';
import { FAULT_KIND_NAMES, FAULT_KINDS, type FaultKindName } from './kinds';

/** One line of a fault plan. */
export interface FaultRule {
  /** Name of the command that it hits, e.g. `process-payment`. */
  readonly command: string;
  readonly kind: FaultKindName;
  /**
   * How many attempts it hits.
   * @default 1, whatever the kind
   */
  readonly times?: number;
  /**
   * Hits only this saga.
   * @default every saga of the stack, which share the times
   */
  readonly sagaId?: string;
}

const RULE = /^([^=:]+)=([^:]+)(?::(\d+))?$/;

/**
 * Reads `COMMAND=KIND[:TIMES]`.
 * @throws Error with one line that names what is wrong.
 */
export const parseFaultRule = (text: string): FaultRule => {
  const match = RULE.exec(text);
  if (!match)
    throw new Error(`"${text}" is no fault: expected COMMAND=KIND[:TIMES], e.g. process-payment=timeout:2`);
  const [, command = '', kind = '', times] = match;
  if (!Object.hasOwn(FAULT_KINDS, kind)) {
    throw new Error(`"${kind}" is no kind of fault: expected one of ${FAULT_KIND_NAMES.join(', ')}`);
  }
  const { most = Number.MAX_SAFE_INTEGER }: FaultKind = FAULT_KINDS[kind as FaultKindName];
  if (Number(times ?? 1) < 1) throw new Error(`"${text}": TIMES must be at least 1`);
  if (Number(times ?? 1) > most) {
    throw new Error(
      `"${text}" would run for minutes without showing more: TIMES of ${kind} is at most ${most}`,
    );
  }
  return { command, kind: kind as FaultKindName, ...(times === undefined ? {} : { times: Number(times) }) };
};
