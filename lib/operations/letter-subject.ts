import { parseExecution } from '../runtime';
import type { ParkedMessage } from '../saga';

/** What a message that came to `saga-errors` is about. */
export type LetterSubject =
  | { readonly kind: 'step'; readonly parked: ParkedMessage }
  /** `sagaId` is the saga's, also when the execution is one of its unwinds. */
  | {
      readonly kind: 'execution';
      readonly sagaId: string;
      readonly executionName: string;
      readonly status: string;
    }
  | { readonly kind: 'unreadable' };

/** Reads a message's body without trusting it. */
export const subjectOf = (body: unknown, unwindMachineArn: string): LetterSubject => {
  if (isParked(body)) return { kind: 'step', parked: body };
  if (isObject(body) && isObject(body.detail) && typeof body.detail.name === 'string') {
    const { name, status } = body.detail;
    const stateMachineArn = String(body.detail.stateMachineArn);
    return {
      kind: 'execution',
      sagaId: parseExecution({ name, stateMachineArn }, unwindMachineArn).sagaId,
      executionName: name,
      status: String(status),
    };
  }
  return { kind: 'unreadable' };
};

const isParked = (body: unknown): body is ParkedMessage =>
  isObject(body) &&
  isObject(body.saga) &&
  typeof body.saga.id === 'string' &&
  typeof body.step === 'string' &&
  (body.phase === 'action' || body.phase === 'compensation') &&
  isObject(body.error);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
