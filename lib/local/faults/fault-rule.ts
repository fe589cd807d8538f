import { FAULT_KIND_NAMES, FAULT_KINDS, type FaultKindName } from './kinds';

/** One line of a fault plan. */
export interface FaultRule {
  /** Name of the command that it hits, e.g. `process-payment`. */
  readonly command: string;
  readonly kind: FaultKindName;
  /**
   * How many attempts it hits.
   * @default once; `business` every attempt
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
  if (!(kind in FAULT_KINDS)) {
    throw new Error(`"${kind}" is no kind of fault: expected one of ${FAULT_KIND_NAMES.join(', ')}`);
  }
  if (times === '0') throw new Error(`"${text}": TIMES must be at least 1`);
  return { command, kind: kind as FaultKindName, ...(times === undefined ? {} : { times: Number(times) }) };
};
